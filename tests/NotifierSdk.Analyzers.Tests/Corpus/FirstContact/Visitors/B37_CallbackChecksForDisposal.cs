// Breaks: NSDK3005
// Bug: the helper of the callback throws once the scanner is closed, although changes still come until it is removed.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class HeapScanner : IntervalNotifier, IDisposable
{
    private readonly Func<AddressRange, int> _scan;

    [DriverLock] private readonly DriverLock _lock = new("heap scanner");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, int> _roots = [];
    [GuardedBy(nameof(_lock))] private bool _closed;

    public HeapScanner(Func<AddressRange, int> scan) => _scan = scan;

    public int TotalRoots
    {
        get
        {
            using (_lock.EnterScope())
                return _roots.Values.Sum();
        }
    }

    [Fault(Collect = nameof(Scan), Commit = nameof(Record), MaxAttempts = 5)]
    public partial FaultStatus Visit(AddressRange segment);

    public void Dispose()
    {
        using (_lock.EnterScope())
            _closed = true;
        TryRemove();
    }

    private int Scan(AddressRange segment) => _scan(segment);

    private void Record(AddressRange segment, int roots) => _roots[segment.Start] = roots;

    [Invalidate]
    private void Forget(AddressRange range)
    {
        foreach (var segment in SegmentsIn(range))
            _roots.Remove(segment);
    }

    [RequiresLock(nameof(_lock))]
    private ulong[] SegmentsIn(AddressRange range)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _roots.Keys.Where(segment => range.Contains(segment)).ToArray();
    }
}
