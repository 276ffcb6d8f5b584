// Breaks: NSDK2001
// Bug: the callback accepts a change of pages that are not in the shadow without SetSeq; a fault that is collecting just such a page does not notice the change.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface ISurfaceSource
{
    uint Upload(AddressRange surface);

    void Free(uint handle);
}

/// <summary>Surfaces of a game console's memory that were uploaded to the host's GPU.</summary>
public sealed class SurfaceCache : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("surfaces");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<AddressRange, uint> _surfaces = [];
    private readonly ISurfaceSource _source;

    public SurfaceCache(ISurfaceSource source) => _source = source;

    public bool Upload(AddressRange surface, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < 32; attempt++)
        {
            var token = ReadBegin(surface, cancel);
            var handle = _source.Upload(surface);
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    if (_surfaces.Remove(surface, out var former))
                        _source.Free(former);
                    _surfaces.Add(surface, handle);
                    return true;
                }
            }

            _source.Free(handle);
        }

        return false;
    }

    public bool TryDraw(AddressRange surface, Action<uint> draw)
    {
        using (_lock.EnterScope())
        {
            if (!_surfaces.TryGetValue(surface, out var handle))
                return false;
            draw(handle);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            var stale = new List<AddressRange>();
            foreach (var surface in _surfaces.Keys)
            {
                if (surface.Overlaps(invalidation.Overlap))
                    stale.Add(surface);
            }

            if (stale.Count == 0)
                return true; // most stores hit no surface at all

            SetSeq(invalidation.Sequence);
            foreach (var surface in stale)
            {
                _surfaces.Remove(surface, out var handle);
                _source.Free(handle);
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
