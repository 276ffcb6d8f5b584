using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class EntryPointTests() : RuleTests("NSDK1006")
{
    protected override string Broken => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

            [Fault(Commit = nameof(Map))]
            public FaultStatus [|NotPartial|](AddressRange range) => FaultStatus.Completed;

            [Fault(Commit = nameof(Map))]
            partial void [|Hidden|](AddressRange range);

            private void Map() { }
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

            private void Map() { }

            [Fault(Commit = nameof(Map))]
            public FaultStatus [|NotPartial|](AddressRange range)
        """;

    [Fact]
    public Task The_fix_adds_what_is_missing() => VerifyFixAsync(
        Driver("""
            [Fault(Commit = nameof(Map))]
            public FaultStatus [|NotPartial|](AddressRange range);

            // Nobody sees it.
            [Fault(Commit = nameof(Map))]
            partial void [|Hidden|](AddressRange range);

            [Fault(Commit = nameof(Map))]
            FaultStatus [|Neither|](AddressRange range);
            """),
        Driver("""
            [Fault(Commit = nameof(Map))]
            public partial FaultStatus NotPartial(AddressRange range);

            // Nobody sees it.
            [Fault(Commit = nameof(Map))]
            private partial void Hidden(AddressRange range);

            [Fault(Commit = nameof(Map))]
            private partial FaultStatus Neither(AddressRange range);
            """),
        beforeCompiles: false);

    [Fact]
    public Task A_body_is_not_thrown_away() => VerifyNoFixAsync(Driver("""
        [Fault(Commit = nameof(Map))]
        public FaultStatus [|Fault|](AddressRange range) => FaultStatus.Completed;
        """));

    private static string Driver(string faults) => $$"""
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

            {{faults.Replace("\n", "\n    ", StringComparison.Ordinal).Replace("\n    \n", "\n\n", StringComparison.Ordinal)}}

            private void Map() { }
        }
        """;
}
