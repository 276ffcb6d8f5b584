// Correct: The callback removes from the forward table through a method of a nested index type that keeps both tables, so that the reverse table goes with it although the callback names neither.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public sealed partial class BidirectionalMap : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("bidirectional map");
    [ShadowState, GuardedBy(nameof(_lock))] private readonly Index _index = new();
    private readonly Func<ulong, ulong> _walk;

    public BidirectionalMap(Func<ulong, ulong> walk) => _walk = walk;

    [Fault(Collect = nameof(Walk), Commit = nameof(Map))]
    public partial FaultStatus Touch(AddressRange page);

    public bool Use(ulong gfn, Action<ulong> access)
    {
        using (_lock.EnterScope())
        {
            if (!_index.TryFrame(gfn, out var frame))
                return false;
            access(frame);
            return true;
        }
    }

    public bool Reclaim(ulong frame, Action<ulong> swapOut)
    {
        using (_lock.EnterScope())
        {
            if (!_index.TryPage(frame, out var gfn))
                return false;
            swapOut(gfn);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Zap(AddressRange range) => _index.Cut(range.Start >> 12, range.Last >> 12);

    private ulong Walk(AddressRange page) => _walk(page.Start);

    private void Map(AddressRange page, ulong frame) => _index.Link(page.Start >> 12, frame);

    private sealed class Index
    {
        private readonly Dictionary<ulong, ulong> _frameOf = new();
        private readonly Dictionary<ulong, ulong> _pageOf = new();

        public bool TryFrame(ulong gfn, out ulong frame) => _frameOf.TryGetValue(gfn, out frame);

        public bool TryPage(ulong frame, out ulong gfn) => _pageOf.TryGetValue(frame, out gfn);

        public void Link(ulong gfn, ulong frame)
        {
            Unlink(gfn);
            if (_pageOf.TryGetValue(frame, out var other))
                Unlink(other); // a frame belongs to one page
            _frameOf[gfn] = frame;
            _pageOf[frame] = gfn;
        }

        public void Cut(ulong first, ulong last)
        {
            foreach (var gfn in _frameOf.Keys.Where(gfn => gfn >= first && gfn <= last).ToList())
                Unlink(gfn);
        }

        private void Unlink(ulong gfn)
        {
            if (_frameOf.Remove(gfn, out var frame))
                _pageOf.Remove(frame);
        }
    }
}
