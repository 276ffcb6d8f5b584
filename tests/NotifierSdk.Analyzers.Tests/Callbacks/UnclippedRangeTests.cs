using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class UnclippedRangeTests() : RuleTests("NSDK3012")
{
    protected override string Broken => """
        public sealed partial class Ptes : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [ShadowState] private readonly Dictionary<ulong, ulong> _ptes = [];

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            private void Map(AddressRange page) => _ptes[page.Start >> 12] = 1;

            [Invalidate]
            private void Drop(AddressRange range)
            {
                for (var page = range.Start >> 12; [|page < range.Last >> 12|]; page++)
                    _ptes.Remove(page);
            }
        }
        """;

    protected override string Correct => """
        public sealed partial class Ptes : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [ShadowState] private readonly Dictionary<ulong, ulong> _ptes = [];

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            private void Map(AddressRange page) => _ptes[page.Start >> 12] = 1;

            [Invalidate]
            private void Drop(AddressRange range)
            {
                for (var page = range.Start >> 12; page <= range.Last >> 12; page++)
                    _ptes.Remove(page);
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed partial class Ptes : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [ShadowState] private readonly Dictionary<ulong, ulong> _ptes = [];

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange page);

            private void Map(AddressRange page) => _ptes[page.Start >> 12] = 1;

            [Invalidate]
            private void Drop(AddressRange range)
            {
                for (var page = range.Start >> 12; [|page < range.Last >> 12|]; page++)
                    _ptes.Remove(page);
            }

            void Half(Missing x) => _lock.
        """;

    [Fact]
    public Task The_fix_compares_with_the_last_page_as_well() => VerifyFixAsync(Broken, Correct);

    [Fact]
    public Task The_fix_takes_the_overlap() => VerifyFixAsync(
        Table("for (var page = invalidation.Range.Start; page <= invalidation.Range.Last; page += 4096) [|_ptes[(page - _start) >> 12]|] = 0;"),
        Table("for (var page = invalidation.Overlap.Start; page <= invalidation.Overlap.Last; page += 4096) _ptes[(page - _start) >> 12] = 0;"));

    [Theory]
    [InlineData("var range = invalidation.Range; for (var page = range.Start; page <= range.Last; page += 4096) [|_ptes[(page - _start) / 4096]|] = 0;")]
    [InlineData("var first = (invalidation.Range.Start - _start) >> 12; [|_ptes[first]|] = 0;")]
    public Task An_array_is_indexed_by_the_range_as_it_is(string callback) => VerifyAsync(Table(callback));

    [Theory]
    [InlineData("var range = invalidation.Overlap; for (var page = range.Start; page <= range.Last; page += 4096) _ptes[(page - _start) / 4096] = 0;")]
    [InlineData("var range = invalidation.Range; for (var page = range.Start; page < range.Last; page += 4096) if ((page - _start) >> 12 < 256) _ptes[(page - _start) >> 12] = 0;")]
    [InlineData("_ptes[(invalidation.Range.Start >> 12) & 255] = 0;")]
    [InlineData("if (invalidation.Event == InvalidationEvent.Release) Array.Clear(_ptes); else _ptes[(invalidation.Range.Start - _start) >> 12] = 0;")]
    [InlineData("for (var n = 0; n < _ptes.Length; n++) _ptes[n] = 0;")]
    public Task What_is_clipped_masked_or_compared_is_right(string callback) => VerifyAsync(Table(callback));

    private static string Table(string callback) => $$"""
        public sealed class Table(ulong start) : IntervalNotifier
        {
            private readonly Lock _lock = new();
            private readonly ulong _start = start;
            private readonly ulong[] _ptes = new ulong[256];

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                {{callback}}
                return true;
            }
        }
        """;

    [Theory]
    [InlineData("var end = IndexOf(range.Last); for (var i = IndexOf(range.Start); [|i < end|]; i++) _cards[i] = 0;")]
    [InlineData("for (var i = IndexOf(range.Start); [|i < IndexOf(range.Last)|]; i++) _cards[i] = 0;")]
    [InlineData("var end = (range.Last - _start) >> 9; for (var i = (range.Start - _start) >> 9; [|i < end|]; i++) _cards[i] = 0;")]
    [InlineData("var last = range.Last; for (var i = 0UL; [|i < (last - _start) / 512|]; i++) _cards[i] = 0;")]
    [InlineData("var end = IndexOf(range.Last); for (var i = IndexOf(range.Start); i <= end; i++) _cards[i] = 0;")]
    [InlineData("var end = IndexOf(range.Last) + 1; for (var i = IndexOf(range.Start); i < end; i++) _cards[i] = 0;")]
    [InlineData("var end = ((range.Last - _start) >> 9) + 1; for (var i = (range.Start - _start) >> 9; i < end; i++) _cards[i] = 0;")]
    [InlineData("var end = EndOf(range.Last); for (var i = IndexOf(range.Start); i < end; i++) _cards[i] = 0;")]
    [InlineData("var end = IndexOf(range.Last); if (_isOpen) end++; for (var i = IndexOf(range.Start); i < end; i++) _cards[i] = 0;")]
    public Task A_bound_in_a_local_or_from_a_helper(string callback) => VerifyAsync($$"""
        public sealed partial class Cards(ulong start) : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly byte[] _cards = new byte[512];
            private readonly ulong _start = start;
            private readonly bool _isOpen = start > 0;

            public bool IsOpen => _isOpen;

            [Fault(Commit = nameof(Set))]
            public partial FaultStatus Fault(AddressRange page);

            private void Set(AddressRange page) => _cards[IndexOf(page.Start)] = 1;

            [Invalidate]
            private void Drop(AddressRange range) { {{callback}} }

            private ulong IndexOf(ulong address) => (address - _start) >> 9;

            private ulong EndOf(ulong address) => ((address - _start) >> 9) + 1;
        }
        """);
}
