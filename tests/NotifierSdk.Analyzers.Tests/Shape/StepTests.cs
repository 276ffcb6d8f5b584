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
}
