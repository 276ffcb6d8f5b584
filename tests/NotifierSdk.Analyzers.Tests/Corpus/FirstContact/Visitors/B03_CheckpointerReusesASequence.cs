// Breaks: NSDK2003
// Bug: for a write, the callback saves the sequence of some earlier invalidation, which it finds in a field.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class Checkpointer : IntervalNotifier
{
    private readonly DriverLock _lock = new("checkpoint");
    private readonly Dictionary<ulong, byte[]> _images = [];
    private readonly Func<AddressRange, byte[]> _copy;
    private InvalidationSequence _structural;
    private int _writes;

    public Checkpointer(Func<AddressRange, byte[]> copy) => _copy = copy;

    public int Writes
    {
        get
        {
            using (_lock.EnterScope())
                return _writes;
        }
    }

    public bool TrySave(AddressRange page, int attempts = 16)
    {
        while (attempts-- > 0)
        {
            var token = ReadBegin(page);
            var image = _copy(page);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _images[page.Start] = image;
                return true;
            }
        }

        return false;
    }

    public byte[][] Flush()
    {
        using (_lock.EnterScope())
            return [.. _images.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var hold))
            return false;
        using (hold)
        {
            switch (invalidation.Event)
            {
                case InvalidationEvent.Write:
                    _writes++;
                    break;
                default:
                    _structural = invalidation.Sequence;
                    break;
            }

            SetSeq(_structural);
            Forget(invalidation.Overlap);
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private void Forget(AddressRange range)
    {
        foreach (var page in _images.Keys.Where(range.Contains).ToList())
            _images.Remove(page);
    }
}
