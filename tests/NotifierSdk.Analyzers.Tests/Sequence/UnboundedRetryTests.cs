using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class UnboundedRetryTests() : RuleTests("NSDK2012")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public void Fault(ulong address)
            {
                [|while|] (true)
                {
                    var token = ReadBegin();
                    using (_lock.EnterScope())
                    {
                        if (ReadRetry(token))
                            continue;
                        _pages[address] = address;
                        return;
                    }
                }
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

            public void Fault(ulong address, CancellationToken cancellationToken)
            {
                while (true)
                {
                    var token = ReadBegin(cancellationToken);
                    using (_lock.EnterScope())
                    {
                        if (ReadRetry(token))
                            continue;
                        _pages[address] = address;
                        return;
                    }
                }
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

            public void Fault(ulong address)
            {
                [|while|] (true)
                {
                    var token = ReadBegin();
                    using (_lock.EnterScope())
                    {
                        if (ReadRetry(token))
                            continue;
                        _pages[address] = address;
                        return;
                    }
                }
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
