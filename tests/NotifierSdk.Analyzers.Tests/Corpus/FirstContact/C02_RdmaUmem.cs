// Correct: an annotated memory region that pins, and unpins what was not committed
public interface IPages { nint[] Pin(AddressRange range); void Unpin(nint[] pages); }

public sealed partial class Umem(IPages pages, Action<ulong, nint> program) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _umemMutex = new("umem");
    [GuardedBy(nameof(_umemMutex))] private readonly Dictionary<ulong, nint[]> _pinned = new();

    [Fault(Collect = nameof(TryPin), Commit = nameof(MapDma), Discard = nameof(Unpin))]
    public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

    private bool TryPin(AddressRange range, ReadSection section, out nint[] pinned)
    {
        pinned = section.HasCollided ? [] : pages.Pin(range);
        return true;
    }

    private void MapDma(AddressRange range, nint[] pinned)
    {
        _pinned[range.Start] = pinned;
        for (var n = 0; n < pinned.Length; n++)
            program(range.Start + (ulong)n * 4096, pinned[n]);
    }

    private void Unpin(nint[] pinned) => pages.Unpin(pinned);

    [Invalidate]
    private void UnmapDma(AddressRange range)
    {
        foreach (var (start, pinned) in _pinned.Where(entry => range.Contains(entry.Key)).ToList())
        {
            _pinned.Remove(start);
            pages.Unpin(pinned);
        }
    }
}
