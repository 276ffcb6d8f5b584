// Breaks: NSDK5008
// Bug: every view gets the shared tracker of its space, and Dispose never puts it back: the tracker lives, and is called, for as long as the space.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


/// <summary>Counts changes of each region of a space, for all views together.</summary>
public sealed class ChangeCounter : RangeNotifier
{
    private const int RegionShift = 21;

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, long> _changes = [];
    private long _everywhere;

    internal ChangeCounter()
        : base(RangeNotifierKind.Start)
    {
    }

    public long ChangesOf(ulong address)
    {
        lock (_lock)
            return _everywhere + _changes.GetValueOrDefault(address >> RegionShift);
    }

    protected override bool InvalidateRangeStart(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;

        try
        {
            var first = invalidation.Range.Start >> RegionShift;
            var last = invalidation.Range.Last >> RegionShift;
            if (last - first > 1024)
            {
                _everywhere++;
                return true;
            }

            for (var region = first; region <= last; region++)
                _changes[region] = _changes.GetValueOrDefault(region) + 1;
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    protected override void Release()
    {
        lock (_lock)
            _changes.Clear();
    }
}

/// <summary>One window of a heat map. Windows are opened and closed all the time.</summary>
public sealed class HeatMapView : IDisposable
{
    private readonly ChangeCounter _counter;
    private readonly Timer _refresh;
    private readonly ulong[] _regions;
    private readonly Action<int, long> _paint;

    public HeatMapView(AddressSpace space, ulong[] regions, Action<int, long> paint)
    {
        _regions = regions;
        _paint = paint;
        _counter = space.Get(static () => new ChangeCounter());
        _refresh = new Timer(static view => ((HeatMapView)view!).Paint(), this, 100, 100);
    }

    public void Dispose() => _refresh.Dispose();

    private void Paint()
    {
        for (var i = 0; i < _regions.Length; i++)
            _paint(i, _counter.ChangesOf(_regions[i]));
    }
}
