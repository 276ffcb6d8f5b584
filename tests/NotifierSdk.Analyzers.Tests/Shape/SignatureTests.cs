using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class SignatureTests() : RuleTests("NSDK1004")
{
    protected override string Broken => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [InvalidateStart]
            private int [|Begin|](AddressRange range) => 1;

            [InvalidateFinish]
            private void [|End|](string name) { }
        }

        sealed partial class Asynchronous : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private async Task [|Unmap|]() => await Task.Yield();
        }
        """;

    protected override string Correct => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private bool Unmap(in Invalidation invalidation) => true;
        }

        sealed partial class Ranges : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap(AddressRange range) { }
        }
        """;

    protected override string HalfTyped => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void [|Unmap|](Missing missing) { }

            private void
        """;

    [Fact]
    public Task A_fault_has_one_range_and_at_least_one_attempt() => VerifyAsync("""
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus [|NoRange|](ulong address);

            [Fault(Commit = nameof(Map), MaxAttempts = 0)]
            public partial FaultStatus [|NoAttempt|](AddressRange range);

            [Fault(Commit = nameof(Map))]
            public partial ValueTask<FaultStatus> [|ByReferenceAsync|](AddressRange range, ref int count);

            private void Map() { }
        }
        """);

    [Fact]
    public Task The_fix_changes_what_changes_nothing_that_the_callback_does() => VerifyFixAsync(
        Driver("[Invalidate] private void [|Unmap|](in AddressRange range) => _pages.Remove(range.Start);")
        + Driver("[Invalidate] private void [|Unmap|](ulong page) { _pages.Clear(); }", "Third")
        + Driver("[InvalidateStart] private void Begin() { } [InvalidateFinish] private void [|End|](in FinishState state) { }", "Fourth"),
        Driver("[Invalidate] private void Unmap(AddressRange range) => _pages.Remove(range.Start);")
        + Driver("[Invalidate] private void Unmap(AddressRange range) { _pages.Clear(); }", "Third")
        + Driver("[InvalidateStart] private void Begin() { } [InvalidateFinish] private void End(FinishState state) { }", "Fourth"));

    [Theory]
    [InlineData("[Invalidate] private void [|Unmap|](ulong page) => _pages.Remove(page);")]
    [InlineData("[Invalidate] private void [|Unmap|](ulong page) => _pages.Clear(); private void Again() => Unmap(1);")]
    [InlineData("[Invalidate] private int [|Unmap|](AddressRange range) { return _pages.Count; }")]
    [InlineData("[Invalidate] private int [|Unmap|](ulong page) => _pages.RemoveWhere(_ => true);")]
    [InlineData("[Invalidate] private Task [|Unmap|](AddressRange range) => Task.Run(_pages.Clear);")]
    [InlineData("[Invalidate] private void [|Unmap|](in Invalidation invalidation, AddressRange range) => _pages.Clear();")]
    [InlineData("[Invalidate] public void [|Unmap|](in AddressRange range) => _pages.Clear();")]
    public Task Where_more_than_one_edit_would_do_none_is_offered(string callback) => VerifyNoFixAsync(Driver(callback));

    private static string Driver(string callback, string name = "First") => $$"""
        sealed partial class {{name}} : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            private readonly SortedSet<ulong> _pages = [];

            {{callback}}
        }

        """;
}
