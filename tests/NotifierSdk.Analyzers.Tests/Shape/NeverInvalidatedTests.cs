using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class NeverInvalidatedTests() : RuleTests("NSDK1008")
{
    protected override string Broken => """
        sealed partial class [|Umem|] : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

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

    protected override string Correct => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                    SetSeq(invalidation.Sequence);
                return true;
            }

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
        sealed partial class [|Umem|] : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            private void Map() { }

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange range);

            [Invalid
        """;

    [Fact]
    public Task The_fix_adds_a_method_to_fill() => VerifyFixAsync(
        """
        namespace Drivers;

        sealed partial class [|Umem|] : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

            private void Map(AddressRange range) { }
        }
        """,
        """
        namespace Drivers;

        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

            private void Map(AddressRange range) { }

            [Invalidate]
            private void Drop(AddressRange range)
            {
                // Drop what the shadow holds of the range.
            }
        }
        """);

    [Fact]
    public Task A_name_that_is_taken_is_not_taken_again() => VerifyNoFixAsync("""
        sealed partial class [|Umem|] : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Fault(Commit = nameof(Drop))]
            public partial FaultStatus Fault(AddressRange range);

            private void Drop(AddressRange range) { }
        }
        """);
}
