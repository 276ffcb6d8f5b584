// Correct: the fence travels in the FinishState, a counter of all invalidations in a field
public interface IGpuFence { void Wait(); }

public interface IGpuQueue { IGpuFence Invalidate(ulong start, ulong length); }

public sealed partial class GpuAddressSpace : IntervalNotifier
{
    private readonly IGpuQueue _gpu;
    [DriverLock] private readonly DriverLock _vmLock = new();
    [GuardedBy(nameof(_vmLock))] private readonly SortedSet<ulong> _bound = [];
    private long _waits;

    public GpuAddressSpace(IGpuQueue gpu) => _gpu = gpu;

    public long Waits => Interlocked.Read(ref _waits);

    [InvalidateStart]
    private FinishState Kick(in Invalidation invalidation)
    {
        var overlap = invalidation.Overlap;
        return _bound.RemoveWhere(overlap.Contains) > 0 ? new FinishState(_gpu.Invalidate(overlap.Start, overlap.Length)) : default;
    }

    [InvalidateFinish]
    private void Await(FinishState finish)
    {
        if (finish.State is not IGpuFence fence)
            return;
        Interlocked.Increment(ref _waits);
        fence.Wait();
    }
}
