// Correct: an annotated callback in two halves
public interface ITlb { long BeginFlush(AddressRange range); void WaitFlush(long fence); }

public sealed partial class Mirror(ITlb tlb) : IntervalNotifier
{
    [DriverLock] private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly HashSet<ulong> _map = [];

    [Fault(Commit = nameof(Map))]
    public partial bool TryFault(AddressRange range);
    private void Map(AddressRange range) => _map.Add(range.Start);

    [InvalidateStart(IgnoreOwn = true)]
    private bool Begin(in Invalidation invalidation, out FinishState finish)
    {
        _map.Clear();
        finish = new FinishState(null, (ulong)tlb.BeginFlush(invalidation.Range));
        return true;
    }

    [InvalidateFinish]
    private void End(FinishState finish) => tlb.WaitFlush((long)finish.Value);
}
