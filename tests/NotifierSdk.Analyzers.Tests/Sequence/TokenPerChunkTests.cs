using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class TokenPerChunkTests() : RuleTests("NSDK2007")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong first, ulong count)
            {
                var collected = new List<ulong>();
                ReadToken token = default;
                for (var page = first; page < first + count; page++)
                {
                    token = [|ReadBegin()|];
                    collected.Add(page);
                }

                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    collected.ForEach(page => _pages[page] = page);
                    return true;
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

            public bool Fault(ulong first, ulong count)
            {
                var collected = new List<ulong>();
                var token = ReadBegin();
                for (var page = first; page < first + count; page++)
                    collected.Add(page);
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    collected.ForEach(page => _pages[page] = page);
                    return true;
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

            public bool Fault(ulong first, ulong count)
            {
                var collected = new List<ulong>();
                ReadToken token = default;
                for (var page = first; page < first + count; page++)
                {
                    token = [|ReadBegin()|];
                    collected.Add(page);
                }

                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    collected.ForEach(page => _pages[page] = page);
                    return true;
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
