// Correct: the callback takes the pins out of the table under the lock, and unpins only after it has released it; it still does so before it returns, and nothing can find them any more.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public sealed class PinnedChunk(AddressRange pages, ulong busAddress)
{
    public AddressRange Pages { get; } = pages;

    public ulong BusAddress { get; } = busAddress;
}

public interface IPinService
{
    PinnedChunk Pin(AddressRange pages);

    void Unpin(PinnedChunk chunk);
}

/// <summary>Chunks of user memory that a NIC sends from without a copy.</summary>
public sealed class ZeroCopyChunks : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("zero copy");
    [GuardedBy(nameof(_lock))] private readonly List<PinnedChunk> _chunks = [];
    private readonly IPinService _pins;

    public ZeroCopyChunks(IPinService pins) => _pins = pins;

    public bool Prepare(AddressRange pages, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var token = ReadBegin(pages, cancel);
            var chunk = _pins.Pin(pages);
            var kept = false;
            try
            {
                using (_lock.EnterScope())
                {
                    if (!ReadRetry(token))
                    {
                        _chunks.Add(chunk);
                        kept = true;
                        return true;
                    }
                }
            }
            finally
            {
                if (!kept)
                    _pins.Unpin(chunk);
            }
        }

        return false;
    }

    /// <summary>Returns when the NIC has read the data.</summary>
    public bool TrySend(AddressRange data, Action<ulong> send)
    {
        using (_lock.EnterScope())
        {
            foreach (var chunk in _chunks)
            {
                if (!chunk.Pages.Contains(data))
                    continue;
                send(chunk.BusAddress + (data.Start - chunk.Pages.Start));
                return true;
            }
        }

        return false;
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        List<PinnedChunk>? dropped = null;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            for (var i = _chunks.Count - 1; i >= 0; i--)
            {
                if (!_chunks[i].Pages.Overlaps(invalidation.Overlap))
                    continue;
                (dropped ??= []).Add(_chunks[i]);
                _chunks.RemoveAt(i);
            }
        }

        if (dropped is not null)
        {
            foreach (var chunk in dropped)
                _pins.Unpin(chunk);
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
