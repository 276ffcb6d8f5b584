using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class StepTests() : RuleTests("NSDK1007")
{
    protected override string Broken => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

            [Fault(Collect = nameof(Pin), Commit = [|nameof(Map)|], Discard = nameof(Unpin))]
            public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

            private bool Pin(AddressRange range, ReadSection section, out int[] pages)
            {
                pages = [section.Attempt];
                return true;
            }

            private void Map(AddressRange range, string name) { }

            private void Unpin(int[] pages) { }
        }
        """;

    protected override string Correct => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

            [Fault(Collect = nameof(Pin), Commit = nameof(Map), Discard = nameof(Unpin))]
            public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

            private bool Pin(AddressRange range, ReadSection section, out int[] pages)
            {
                pages = [section.Attempt];
                return true;
            }

            private void Map(AddressRange range, int[] pages) { }

            private void Unpin(int[] pages) { }
        }
        """;

    protected override string HalfTyped => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

            [Fault(Commit = [|"Missing"|])]
            public partial FaultStatus Fault(AddressRange range);

            [Fault(Commit = nameof(
        """;

    [Fact]
    public Task A_commit_is_needed_and_a_discard_needs_a_collect() => VerifyAsync("""
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

            [[|Fault|]]
            public partial FaultStatus Nothing(AddressRange range);

            [Fault(Commit = nameof(Map), Discard = [|nameof(Unpin)|])]
            public partial FaultStatus NoCollect(AddressRange range);

            private void Map() { }

            private void Unpin() { }
        }
        """);

    [Fact]
    public Task What_lives_on_the_stack_leaves_no_fault_whichever_step_lets_it_go() => VerifyAsync(Driver("""
            [Fault(Collect = nameof(TryGet), Commit = nameof(Put))]
            public partial Span<int> Fine(AddressRange range);

            [Fault(Collect = nameof(TryBorrow), Commit = [|nameof(Put)|])]
            public partial Span<int> Returned(AddressRange range);

            [Fault(Collect = nameof(TryBorrow), Commit = [|nameof(Keep)|])]
            public partial bool Kept(AddressRange range, ref Span<int> kept);

            [Fault(Collect = [|nameof(TryHandOut)|], Commit = nameof(Drop))]
            public partial bool HandedOut(AddressRange range, out Span<int> handed);

            private bool TryGet(AddressRange range, out Span<int> found)
            {
                found = new int[1];
                return true;
            }

            private bool TryBorrow(in AddressRange range, out Span<int> found)
            {
                found = new int[1];
                return true;
            }

            private bool TryHandOut(in AddressRange range, out Span<int> handed, out Span<int> found)
            {
                handed = found = new int[1];
                return true;
            }

            private Span<int> Put(AddressRange range, Span<int> found) => found;

            private void Keep(Span<int> found, ref Span<int> kept) => kept = found;

            private void Drop(scoped Span<int> found) { }
        """));

    [Fact]
    public Task The_fix_adds_the_methods_that_are_missing() => VerifyFixAsync(
        Driver("""
            [Fault(Collect = [|nameof(Pin)|], Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

            private void Map(AddressRange range, IReadOnlyList<string?> pages) { }

            [Fault(Collect = nameof(TryRead), Commit = [|nameof(Store)|], Discard = [|"Free"|])]
            public partial int Read(AddressRange range, in long @event, CancellationToken cancellationToken = default);

            private bool TryRead(AddressRange range, out Dictionary<ulong, byte[]> read)
            {
                read = [];
                return true;
            }

            [Fault(Range = [|nameof(RangeOf)|], Commit = [|nameof(Touch)|])]
            public partial bool Touched(ulong page);

            [[|Fault|]]
            public partial void Bare(AddressRange range);

            [Fault(Collect = [|nameof(Load)|], Discard = nameof(Unload), Commit = nameof(Loaded))]
            public partial ValueTask<FaultStatus> LoadAsync(AddressRange range, CancellationToken cancellationToken);

            private void Loaded() { }

            private void Unload(Memory<byte> loaded) { }
        """),
        Driver("""
            [Fault(Collect = nameof(Pin), Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

            private void Map(AddressRange range, IReadOnlyList<string?> pages) { }

            [Fault(Collect = nameof(TryRead), Commit = nameof(Store), Discard = "Free")]
            public partial int Read(AddressRange range, in long @event, CancellationToken cancellationToken = default);

            private bool TryRead(AddressRange range, out Dictionary<ulong, byte[]> read)
            {
                read = [];
                return true;
            }

            [Fault(Range = nameof(RangeOf), Commit = nameof(Touch))]
            public partial bool Touched(ulong page);

            [Fault(Commit = nameof(CommitBare))]
            public partial void Bare(AddressRange range);

            [Fault(Collect = nameof(Load), Discard = nameof(Unload), Commit = nameof(Loaded))]
            public partial ValueTask<FaultStatus> LoadAsync(AddressRange range, CancellationToken cancellationToken);

            private void Loaded() { }

            private void Unload(Memory<byte> loaded) { }

            private IReadOnlyList<string?> Pin(AddressRange range, CancellationToken cancellationToken) => throw new NotImplementedException();

            private int Store(AddressRange range, long @event, Dictionary<ulong, byte[]> read) => throw new NotImplementedException();

            private void Free(Dictionary<ulong, byte[]> read) => throw new NotImplementedException();

            private AddressRange RangeOf(ulong page) => throw new NotImplementedException();

            private void Touch(ulong page) => throw new NotImplementedException();

            private void CommitBare(AddressRange range) => throw new NotImplementedException();

            private ValueTask<Memory<byte>> Load(AddressRange range, CancellationToken cancellationToken) => throw new NotImplementedException();
        """),
        beforeCompiles: false);

    [Fact]
    public Task One_fix_adds_all_steps_of_a_fault_and_what_nobody_tells_is_an_object() => VerifyFixAsync(
        Driver("""
            [Fault(Collect = [|nameof(Pin)|], Commit = nameof(Map), Discard = nameof(Unpin))]
            public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

            [Fault(Collect = [|nameof(Read)|], Commit = nameof(Store), Discard = nameof(Free))]
            public partial ValueTask<FaultStatus> ReadAsync(AddressRange range);

            private void Free(byte[] read) { }

            [Fault(Collect = [|nameof(Peek)|])]
            public partial Task<int> PeekAsync(AddressRange range);
        """),
        Driver("""
            [Fault(Collect = nameof(Pin), Commit = nameof(Map), Discard = nameof(Unpin))]
            public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

            [Fault(Collect = nameof(Read), Commit = nameof(Store), Discard = nameof(Free))]
            public partial ValueTask<FaultStatus> ReadAsync(AddressRange range);

            private void Free(byte[] read) { }

            [Fault(Collect = nameof(Peek), Commit = nameof(CommitPeekAsync))]
            public partial Task<int> PeekAsync(AddressRange range);

            private object Pin(AddressRange range, CancellationToken cancellationToken) => throw new NotImplementedException();

            private void Map(AddressRange range, object collected) => throw new NotImplementedException();

            private void Unpin(object collected) => throw new NotImplementedException();

            private ValueTask<byte[]> Read(AddressRange range) => throw new NotImplementedException();

            private void Store(AddressRange range, byte[] collected) => throw new NotImplementedException();

            private Task<object> Peek(AddressRange range) => throw new NotImplementedException();

            private int CommitPeekAsync(AddressRange range, object collected) => throw new NotImplementedException();
        """),
        beforeCompiles: false);

    [Theory]
    [InlineData("Commit = [|nameof(Map)|]", "private void Map(string other) { }")]
    [InlineData("Commit = [|\"Map\"|]", "private int Map => 0;")]
    [InlineData("Commit = [|\"no name\"|]", "")]
    [InlineData("Commit = [|\"Umem\"|]", "")]
    [InlineData("Collect = [|\"Pin\"|], Commit = nameof(Map)", "private void Map() { }")]
    [InlineData("Commit = nameof(Map), Discard = [|\"Unpin\"|]", "private void Map() { }")]
    [InlineData("Commit = [|\"Map\"|]", "[Fault(Commit = [|\"Map\"|])] public partial FaultStatus Other(AddressRange other);")]
    public Task Where_the_signature_cannot_be_told_nothing_is_offered(string steps, string member) => VerifyNoFixAsync(Driver($$"""
            [Fault({{steps}})]
            public partial FaultStatus Fault(AddressRange range);

            {{member}}
        """));

    [Fact]
    public Task A_commit_without_a_name_gets_none_that_another_fault_uses() => VerifyNoFixAsync(Driver("""
            [[|Fault|]]
            public partial FaultStatus Fault(AddressRange range);

            [Fault(Commit = [|"CommitFault"|], Range = nameof(RangeOf))]
            public partial FaultStatus Other(ref ulong page);

            private AddressRange RangeOf(ulong page) => new();
        """));

    [Theory]
    [InlineData("AddressRange range, ref int count")]
    [InlineData("AddressRange range, out int count")]
    public Task What_is_passed_by_reference_is_left_to_the_author(string parameters) => VerifyNoFixAsync(Driver($$"""
            [Fault(Commit = [|"Map"|])]
            public partial FaultStatus Fault({{parameters}});
        """));

    private static string Driver(string members) => $$"""
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

        {{members}}
        }
        """;
}
