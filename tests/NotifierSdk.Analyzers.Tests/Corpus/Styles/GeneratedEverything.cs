// Correct: an annotated driver with a shared commit and all arguments
public sealed partial class Mirror : IntervalNotifier
{
    public enum State { Idle, Busy }
    [DriverLock(SharedCommit = true)] private readonly ReaderWriterLockSlim _gate = new();
    [GuardedBy(nameof(_gate)), ShadowState] private readonly ulong[] _table = new ulong[512];

    [Fault(Collect = nameof(TryWalk), Commit = nameof(Map), Discard = nameof(Undo), MaxAttempts = 3)]
    public partial FaultStatus Fault(AddressRange range, CancellationToken cancellation);

    [Fault(Commit = nameof(MapNothing), Range = nameof(Whole), TimeoutMilliseconds = 10)]
    internal partial void Touch(int index);
    private static AddressRange Whole(int index) => AddressRange.FromLength((ulong)index, 1);

    private static bool TryWalk(AddressRange range, ReadSection section, CancellationToken cancellation, out ulong[] collected)
    {
        collected = new ulong[range.Length];
        for (var i = 0; i < collected.Length; i++)
        {
            if (section.HasCollided) return false;
            cancellation.ThrowIfCancellationRequested();
        }
        return true;
    }

    private void Map(ulong[] collected) { for (var i = 0; i < collected.Length; i++) Interlocked.Exchange(ref _table[i], collected[i]); }
    private void MapNothing(int index) => _table[index] = 0;
    private static void Undo(ulong[] collected) => Array.Clear(collected);

    [Invalidate(IgnoreOwn = true, IgnoreEvents = [InvalidationEvent.SoftDirty, InvalidationEvent.Release])]
    private bool Unmap(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable && _table.Length > 100_000) return false;
        Array.Clear(_table);
        return true;
    }
}
