using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class SequenceSavedTooLateTests() : RuleTests("NSDK2017")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly Dictionary<ulong, ulong> _pages = [];

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _pages[address] = address;
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    _pages.Clear();
                }

                using (_lock.EnterScope())
                {
                    [|SetSeq(invalidation.Sequence)|];
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
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _pages[address] = address;
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

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _pages[address] = address;
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    _pages.Clear();
                }

                using (_lock.EnterScope())
                {
                    [|SetSeq(invalidation.Sequence)|];
                }

                return true;
            }

            void Half(Missing x) => _lock.
        """;

    [Theory]
    [InlineData("_pages.Clear(); lock (_lock) {|NSDK2017:SetSeq(invalidation.Sequence)|}; return true;")]
    [InlineData("Drop(); lock (_lock) {|NSDK2017:SetSeq(invalidation.Sequence)|}; return true;")]
    [InlineData("lock (_lock) { if (!invalidation.IsBlockable) return false; _pages = new(); } lock (_lock) { {|NSDK2017:SetSeq(invalidation.Sequence)|}; } return true;")]
    public Task The_range_is_dropped_ahead(string callback) => VerifyAsync(Mirror(callback));

    [Theory]
    [InlineData("lock (_lock) { _pages.Clear(); SetSeq(invalidation.Sequence); } return true;")]
    [InlineData("lock (_lock) SetSeq(invalidation.Sequence); lock (_lock) _pages.Clear(); return true;")]
    [InlineData("_pages.Clear(); lock (_lock) { SetSeq(invalidation.Sequence); _pages.Clear(); } return true;")]
    [InlineData("_free.Clear(); lock (_lock) { SetSeq(invalidation.Sequence); _pages.Clear(); } return true;")]
    public Task What_is_saved_first_or_dropped_again_is_right(string callback) => VerifyAsync(Mirror(callback));

    private static string Mirror(string callback) => $$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly object _lock = new();
            private readonly List<ulong> _free = [];
            private System.Collections.Concurrent.ConcurrentDictionary<ulong, ulong> _pages = new();

            public bool Fault(ulong address)
            {
                var token = ReadBegin();
                lock (_lock)
                    return !ReadRetry(token) && _pages.TryAdd(address, address);
            }

            private void Drop() => _pages.Clear();

            protected override bool OnInvalidate(in Invalidation invalidation) { {{callback}} }
        }
        """;
}
