// Correct: When its window goes away, the callback retires the driver with RemoveLater, once, and OnRemoved closes the link.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;



public sealed class RemoteConnection : IDisposable
{
    public Func<ulong, byte[]> Fetch { get; init; } = static _ => [];

    public Action Close { get; init; } = static () => { };

    public void Dispose() => Close();
}

public sealed partial class RetiringRegion(RemoteConnection connection) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("retiring region");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _pages = [];
    private int _retired;

    public event Action<RetiringRegion>? Retired;

    [Fault(Collect = nameof(Fetch), Commit = nameof(Keep))]
    public partial FaultStatus PageIn(AddressRange page);

    protected override void OnRemoved()
    {
        connection.Dispose();
        Retired?.Invoke(this);
    }

    private byte[] Fetch(AddressRange page) => connection.Fetch(page.Start >> 12);

    private void Keep(AddressRange page, byte[] content) => _pages[page.Start >> 12] = content;

    [Invalidate]
    private void Evict(in Invalidation change)
    {
        var gone = change.Overlap;
        foreach (var number in _pages.Keys.Where(number => gone.Contains(number << 12)).ToList())
            _pages.Remove(number);

        if (change.Event == InvalidationEvent.Unmap && change.Range.Contains(Range))
            Retire();
    }

    private void Retire()
    {
        if (Interlocked.Exchange(ref _retired, 1) == 0 && IsInserted)
            RemoveLater();
    }
}
