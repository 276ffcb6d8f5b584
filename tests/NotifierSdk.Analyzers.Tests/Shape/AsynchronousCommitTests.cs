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

    [Fact]
    public Task The_fix_makes_the_lock_a_semaphore() => VerifyFixAsync(
        """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new(); // of all
            [GuardedBy(nameof(_lock))] private int _count;

            [Invalidate]
            private void Unmap() => _count = 0;

            [Fault(Commit = [|nameof(MapAsync)|])]
            public partial ValueTask<FaultStatus> FaultAsync(AddressRange range);

            [Fault(Commit = [|nameof(MapAsync)|])]
            public partial ValueTask<FaultStatus> PrefetchAsync(AddressRange range);

            private async ValueTask MapAsync() => await Task.Yield();
        }
        """,
        """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1); // of all
            [GuardedBy(nameof(_lock))] private int _count;

            [Invalidate]
            private void Unmap() => _count = 0;

            [Fault(Commit = nameof(MapAsync))]
            public partial ValueTask<FaultStatus> FaultAsync(AddressRange range);

            [Fault(Commit = nameof(MapAsync))]
            public partial ValueTask<FaultStatus> PrefetchAsync(AddressRange range);

            private async ValueTask MapAsync() => await Task.Yield();
        }
        """);

    [Fact]
    public Task A_lock_that_others_take_stays() => VerifyNoFixAsync("""
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly Lock _lock = new();

            [Invalidate]
            private void Unmap() { }

            [Fault(Commit = [|nameof(MapAsync)|])]
            public partial ValueTask<FaultStatus> FaultAsync(AddressRange range);

            private async ValueTask MapAsync() => await Task.Yield();

            public void Look()
            {
                using (_lock.EnterScope())
                    Console.WriteLine();
            }
        }
        """);
}
