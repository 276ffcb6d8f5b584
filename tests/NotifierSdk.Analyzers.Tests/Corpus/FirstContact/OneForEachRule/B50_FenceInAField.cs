// Breaks: NSDK3008
// Bug: two invalidations at once share the field in which the start leaves its fence
public interface IFence { void Wait(); }

public interface IGpu { IFence Invalidate(ulong start, ulong length); }

public sealed partial class GpuVm : IntervalNotifier
{
    private readonly IGpu _gpu;
    [DriverLock] private readonly DriverLock _vmLock = new();
    [GuardedBy(nameof(_vmLock))] private readonly SortedSet<ulong> _bound = [];
    private IFence? _pending;

    public GpuVm(IGpu gpu) => _gpu = gpu;

    [InvalidateStart]
    private void Kick(in Invalidation invalidation)
    {
        var overlap = invalidation.Overlap;
        _bound.RemoveWhere(overlap.Contains);
        _pending = _gpu.Invalidate(overlap.Start, overlap.Length);
    }

    [InvalidateFinish]
    private void Await()
    {
        _pending?.Wait();
        _pending = null;
    }
}
