using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class UnreachableLockTests() : RuleTests("NSDK1013")
{
    private const string Metadata = """
        // What the metadata of another assembly shows of a driver.
        [NotifierSdk.CompilerServices.DriverLockName("_lock")]
        abstract class Shadow : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => base.OnInvalidate(in invalidation);
        }

        """;

    protected override string Broken => Metadata + """
        sealed partial class [|Umem|] : Shadow
        {
            [DriverLock] private readonly DriverLock _own = new();

            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange range);

            private void Map() { }
        }

        abstract class Between : Shadow;

        sealed partial class [|WithoutOne|] : Between
        {
            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange range);

            private void Map() { }
        }
        """;

    protected override string Correct => """
        [NotifierSdk.CompilerServices.DriverLockName("Gate")]
        abstract class Shadow : IntervalNotifier
        {
            [DriverLock] protected readonly DriverLock Gate = new();
            protected override bool OnInvalidate(in Invalidation invalidation) { using (Gate.EnterScope()) SetSeq(invalidation.Sequence); return true; }
        }

        sealed partial class Umem : Shadow
        {
            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange range);

            private void Map() { }
        }
        """;

    protected override string HalfTyped => Metadata + """
        sealed partial class [|Umem|] : Shadow
        {
            [Fault(Commit = nameof(Map))]
            public partial FaultStatus Fault(AddressRange range);

            private void Map(
        """;
}
