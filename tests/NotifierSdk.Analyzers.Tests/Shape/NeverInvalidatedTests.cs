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
}
