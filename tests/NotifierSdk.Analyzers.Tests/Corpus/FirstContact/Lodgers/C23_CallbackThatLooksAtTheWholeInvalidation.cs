// Correct: the callback takes the whole invalidation, drops its overlap, or empties everything at once for a release or a removal; the events that it ignores are named in the attribute.
using System;
using System.Collections.Generic;
using NotifierSdk;

/// <summary>Read-only view of mapped log files for a tracing tool.</summary>
public sealed partial class LogView : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly object _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, nint> _views = new();
    [GuardedBy(nameof(_lock))] private long _dropsByRelease;
    private readonly Func<ulong, nint> _viewOf;

    public LogView(Func<ulong, nint> viewOf) => _viewOf = viewOf;

    public long DropsByRelease
    {
        get
        {
            lock (_lock)
                return _dropsByRelease;
        }
    }

    public void Attach(AddressSpace files, AddressRange logs) => files.Insert(this, logs);

    [Fault(Collect = nameof(View), Commit = nameof(Keep))]
    public partial bool Open(AddressRange page);

    public bool Read(ulong address, Action<nint> read)
    {
        lock (_lock)
        {
            if (!_views.TryGetValue(address / PageSize, out var view))
                return false;
            read(view + (nint)(address % PageSize));
            return true;
        }
    }

    private nint View(AddressRange page) => _viewOf(page.Start);

    private void Keep(AddressRange page, nint view) => _views[page.Start / PageSize] = view;

    // The view aliases the pages, so that writes show through it, and write protection does not concern a reader.
    [Invalidate(IgnoreEvents = [InvalidationEvent.Write, InvalidationEvent.SoftDirty])]
    private void Drop(in Invalidation change)
    {
        if (change.Range.IsAll || change.Event is InvalidationEvent.Release or InvalidationEvent.Removed)
        {
            // Everything is more than enough: for a release it is exact, and for a removed part it costs a few faults.
            if (change.Event == InvalidationEvent.Release)
                _dropsByRelease += _views.Count;
            _views.Clear();
            return;
        }

        foreach (var page in change.Overlap.Pages(PageSize))
            _views.Remove(page);
    }

    public void Dispose() => TryRemove();
}
