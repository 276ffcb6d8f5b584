using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

namespace Drivers.Shapes;

/// <summary>Everything that can be awaited is.</summary>
internal sealed partial class Awaited : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _gate = new(1, 1);

    [Invalidate] private void Drop(AddressRange range) { }

    [Fault(Collect = nameof(RegisterAsync), Commit = nameof(PublishAsync), Discard = nameof(DeregisterAsync))]
    internal partial Task<ulong> Fault(AddressRange range, CancellationToken @await);

    private ValueTask<int> RegisterAsync(AddressRange range, ReadSection section, CancellationToken @await) => new(section.Attempt);

    private Task<ulong> PublishAsync(int key) => Task.FromResult((ulong)key);

    private ValueTask DeregisterAsync(int key) => default;
}
