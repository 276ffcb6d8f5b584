using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class StaleRetryTests() : RuleTests("NSDK2008")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                for (var attempt = 0; attempt < 8; attempt++)
                {
                    using (_lock.EnterScope())
                    {
                        if ([|ReadRetry(token)|])
                            continue;
                        _pages[address] = address;
                        return true;
                    }
                }

                return false;
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }
        }
        """;

    protected override string Correct => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                for (var attempt = 0; attempt < 8; attempt++)
                {
                    var token = ReadBegin();
                    using (_lock.EnterScope())
                    {
                        if (ReadRetry(token))
                            continue;
                        _pages[address] = address;
                        return true;
                    }
                }

                return false;
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                for (var attempt = 0; attempt < 8; attempt++)
                {
                    using (_lock.EnterScope())
                    {
                        if ([|ReadRetry(token)|])
                            continue;
                        _pages[address] = address;
                        return true;
                    }
                }

                return false;
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    _pages.Clear();
                }

                return true;
            }

            void Half(Missing x) => _lock.
        """;
}
