// Correct: a lookup holds an upgradeable read lock across its check and its bookkeeping, which is no second acquisition, and leaves both holds in the reverse order.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

/// <summary>Mapped glyph atlases of a compositor, with the order of their last use.</summary>
public sealed class AtlasCache : IntervalNotifier, IDisposable
{
    private const ulong AtlasSize = 1 << 20;

    private readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.NoRecursion);
    private readonly Dictionary<ulong, nint> _atlases = new();
    private readonly LinkedList<ulong> _recent = new();
    private readonly Func<ulong, nint> _wrap;

    public AtlasCache(Func<ulong, nint> wrap) => _wrap = wrap;

    public bool TryCompose(ulong address, Action<nint> compose)
    {
        var number = address / AtlasSize;
        _rw.EnterUpgradeableReadLock();
        try
        {
            if (!_atlases.TryGetValue(number, out var atlas))
                return false;

            if (_recent.First is not { } first || first.Value != number)
            {
                _rw.EnterWriteLock();
                try
                {
                    _recent.Remove(number);
                    _recent.AddFirst(number);
                }
                finally
                {
                    _rw.ExitWriteLock();
                }
            }

            compose(atlas);
            return true;
        }
        finally
        {
            _rw.ExitUpgradeableReadLock();
        }
    }

    public bool Load(ulong address, CancellationToken cancellation)
    {
        var number = address / AtlasSize;
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var token = ReadBegin(AddressRange.FromLength(number * AtlasSize, AtlasSize), cancellation);
            var atlas = _wrap(number);
            _rw.EnterWriteLock();
            try
            {
                if (ReadRetry(token))
                    continue;
                _atlases[number] = atlas;
                return true;
            }
            finally
            {
                _rw.ExitWriteLock();
            }
        }

        return false;
    }

    public void Attach(AddressSpace client, AddressRange buffers) => client.Insert(this, buffers);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
        {
            if (!_rw.TryEnterWriteLock(TimeSpan.Zero))
                return false;
        }
        else
        {
            _rw.EnterWriteLock();
        }

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(AtlasSize))
            {
                if (_atlases.Remove(number))
                    _recent.Remove(number);
            }

            return true;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
    }

    protected override void WaitForCommits()
    {
        _rw.EnterWriteLock();
        _rw.ExitWriteLock();
    }

    public void Dispose()
    {
        TryRemove();
        _rw.Dispose();
    }
}
