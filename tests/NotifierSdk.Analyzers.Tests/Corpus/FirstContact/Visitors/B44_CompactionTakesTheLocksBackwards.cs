// Breaks: NSDK4005
// Bug: compaction takes the index lock first and the frame lock second, and the callback the other way round.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class CompactingPool : IntervalNotifier
{
    private readonly Lock _frameLock = new();
    private readonly Lock _indexLock = new();
    private readonly Dictionary<ulong, int> _slots = [];
    private readonly List<ulong> _index = [];
    private readonly Func<ulong, int> _load;

    public CompactingPool(Func<ulong, int> load) => _load = load;

    public bool Load(AddressRange page)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var token = ReadBegin(page);
            var slot = _load(page.Start);
            lock (_frameLock)
            {
                if (ReadRetry(token))
                    continue;
                _slots[page.Start] = slot;
                lock (_indexLock)
                    _index.Add(page.Start);
                return true;
            }
        }

        return false;
    }

    public int Compact()
    {
        lock (_indexLock)
        {
            _index.Sort();
            return RemoveOrphans();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false;
        lock (_frameLock)
        {
            SetSeq(invalidation.Sequence);
            var overlap = invalidation.Overlap;
            foreach (var page in _slots.Keys.Where(page => overlap.Contains(page)).ToArray())
                _slots.Remove(page);
            lock (_indexLock)
                _index.RemoveAll(page => overlap.Contains(page));
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_frameLock)
        {
        }
    }

    private int RemoveOrphans()
    {
        lock (_frameLock)
            return _index.RemoveAll(page => !_slots.ContainsKey(page));
    }
}
