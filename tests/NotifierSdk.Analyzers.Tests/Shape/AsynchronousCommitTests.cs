using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class AsynchronousCommitTests() : RuleTests("NSDK1010")
{
    protected override string Broken => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

            [Fault(Commit = [|nameof(MapAsync)|])]
            public partial ValueTask<FaultStatus> FaultAsync(AddressRange range);

            private async ValueTask MapAsync() => await Task.Yield();
        }
        """;

    protected override string Correct => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);

            [Invalidate]
            private void Unmap() { }

            [Fault(Commit = nameof(MapAsync))]
            public partial ValueTask<FaultStatus> FaultAsync(AddressRange range);

            private async ValueTask MapAsync() => await Task.Yield();
        }
        """;

    protected override string HalfTyped => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [Invalidate]
            private void Unmap() { }

            [Fault(Commit = [|nameof(MapAsync)|])]
            public partial ValueTask<FaultStatus> FaultAsync(AddressRange range);

            private async ValueTask MapAsync() => await
        """;
}
