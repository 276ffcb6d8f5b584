using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Sequence;

public class MemoOfCollectTests() : RuleTests("NSDK2018")
{
    protected override string Broken => """
        public sealed partial class Mirror(Func<ulong, byte[]> read) : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _blocks = [];
            private ulong _page;
            private byte[]? _bytes;

            [Fault(Collect = nameof(Read), Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange block);

            private byte[] Read(AddressRange block)
            {
                if (_bytes is null || _page != block.Start >> 12)
                {
                    _page = block.Start >> 12;
                    _bytes = read(block.Start);
                }

                return [|_bytes|];
            }

            private void Map(AddressRange block, byte[] bytes) => _blocks[block.Start] = bytes;

            [Invalidate]
            private void Drop() => _blocks.Clear();
        }
        """;

    protected override string Correct => """
        public sealed partial class Mirror(Func<ulong, byte[]> read) : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _blocks = [];

            [Fault(Collect = nameof(Read), Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange block);

            private byte[] Read(AddressRange block) => read(block.Start);

            private void Map(AddressRange block, byte[] bytes) => _blocks[block.Start] = bytes;

            [Invalidate]
            private void Drop() => _blocks.Clear();
        }
        """;

    protected override string HalfTyped => """
        public sealed partial class Mirror(Func<ulong, byte[]> read) : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _blocks = [];
            private ulong _page;
            private byte[]? _bytes;

            [Fault(Collect = nameof(Read), Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange block);

            private byte[] Read(AddressRange block)
            {
                if (_bytes is null || _page != block.Start >> 12)
                {
                    _page = block.Start >> 12;
                    _bytes = read(block.Start);
                }

                return [|_bytes|];
            }

            private void Map(AddressRange block, byte[] bytes) => _blocks[block.Start] = bytes;

            [Invalidate]
            private void Drop() => _blocks.Clear();

            void Half(Missing x) => _lock.
        """;

    [Theory]
    [InlineData("private byte[] Read(AddressRange block) { if (_memo.TryGetValue(block.Start, out var known)) return known; var found = read(block.Start); _memo[block.Start] = found; return found; }", "_memo.TryGetValue", "_memo")]
    [InlineData("private byte[] Read(AddressRange block) { if (block.Start != _page) (_page, _last) = (block.Start, read(block.Start)); return _last; }", "return _last", "_last")]
    public Task A_memo_in_a_table_or_set_as_a_part_of_a_tuple(string collect, string around, string member) =>
        VerifyAsync(Mirror(collect.Replace(around, around.Replace(member, $"[|{member}|]", StringComparison.Ordinal), StringComparison.Ordinal), ""));

    [Theory]
    [InlineData("private byte[] Read(AddressRange block) { _last = read(block.Start); return _last; }", "")]
    [InlineData("private byte[] Read(AddressRange block) { for (var n = 0; n < 4; n++) _buffer[n] = read(block.Start)[n]; return _buffer; }", "")]
    [InlineData("private byte[] Read(AddressRange block) { if (block.Start != _page) (_page, _last) = (block.Start, read(block.Start)); return _last; }", "_last = [];")]
    [InlineData("private byte[] Read(AddressRange block) { if (block.Start != _page) (_page, _last) = (block.Start, read(block.Start)); return _last; }", "_generation++;")]
    public Task A_buffer_and_a_memo_that_the_callback_empties(string collect, string inCallback) => VerifyAsync(Mirror(collect, inCallback));

    private static string Mirror(string collect, string inCallback) => $$"""
        public sealed partial class Mirror(Func<ulong, byte[]> read) : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _blocks = [];
            private readonly Dictionary<ulong, byte[]> _memo = [];
            private readonly byte[] _buffer = new byte[4];
            private byte[] _last = [];
            private ulong _page;
            private int _generation;

            [Fault(Collect = nameof(Read), Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange block);

            {{collect}}

            private void Map(AddressRange block, byte[] bytes) => _blocks[block.Start] = bytes;

            [Invalidate]
            private void Drop() { _blocks.Clear(); {{inCallback}} }
        }
        """;
}
