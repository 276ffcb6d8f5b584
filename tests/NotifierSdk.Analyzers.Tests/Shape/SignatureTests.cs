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
}
