using System.Threading;
using NotifierSdk;

internal abstract partial class BaseDriver : IntervalNotifier
{
    [DriverLock] protected readonly SemaphoreSlim Gate = new(1, 1);

    [Invalidate] private void Drop() => Clear();

    public abstract FaultStatus Fault(ulong address);

    protected abstract void Clear();

    protected static AddressRange PageOf(ulong address) => AddressRange.FromLength(address & ~0xfffUL, 0x1000);

    protected virtual void Map(ReadSection section) { }
}

internal sealed partial class InheritedDriver : BaseDriver
{
    [Fault(Range = nameof(PageOf), Commit = nameof(Map), MaxAttempts = 1, TimeoutMilliseconds = 500)]
    public override sealed partial FaultStatus Fault(ulong address);

    [Fault(Range = nameof(PageOf), Commit = nameof(Map))]
    private partial void Prefetch(ulong address);

    protected override void Clear() { }

    protected override void Map(ReadSection section) { }
}
