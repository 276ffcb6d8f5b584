// Correct: a flush that is begun in the start half and awaited in the finish half
public sealed partial class TlbDriver(Func<AddressRange, Task> flush) : IntervalNotifier
{
    [DriverLock] private readonly Lock _lock = new();
    private readonly ulong[] _entries = new ulong[512];

    [Fault(Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange page);

    private void Map(AddressRange page) => _entries[(page.Start >> 12) & 511] = page.Start | 1;

    [InvalidateStart]
    private FinishState Start(in Invalidation invalidation)
    {
        Array.Clear(_entries);
        return new FinishState(flush(invalidation.Range));
    }

    [InvalidateFinish]
    private void Finish(FinishState finish) => ((Task)finish.State!).GetAwaiter().GetResult();
}
