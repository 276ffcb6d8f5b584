// Correct: the compaction that comes from the other side only tries the frame lock and gives up, so it cannot deadlock.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class TryingPool : IntervalNotifier
{
    private readonly Lock _frameLock = new();
    private readonly Lock _indexLock = new();
    private readonly Dictionary<ulong, int> _slots = [];
    private readonly List<ulong> _index = [];
    private readonly Func<ulong, int> _load;

    public TryingPool(Func<ulong, int> load) => _load = load;

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

    public bool TryCompact(out int removed)
    {
        removed = 0;
        lock (_indexLock)
        {
            _index.Sort();
            if (!_frameLock.TryEnter())
                return false;
            try
            {
                removed = _index.RemoveAll(page => !_slots.ContainsKey(page));
                return true;
            }
            finally
            {
                _frameLock.Exit();
            }
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false; // it would have to wait for two locks
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
}
