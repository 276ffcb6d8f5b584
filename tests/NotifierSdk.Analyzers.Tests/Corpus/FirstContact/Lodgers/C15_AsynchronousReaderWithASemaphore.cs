// Correct: the driver lock is a semaphore that the asynchronous fault takes with WaitAsync; the callback takes the same one synchronously, and polls it with a zero timeout when it may not block.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

public interface IRemotePages
{
    ValueTask<byte[]> FetchAsync(ulong pageNumber, CancellationToken cancellationToken);
}

/// <summary>Local copies of the pages of a remote memory (live migration, post-copy).</summary>
public sealed class PostCopyCache : IntervalNotifier, IAsyncDisposable
{
    private const ulong PageSize = 4096;

    private readonly SemaphoreSlim _gate = new(1, 1);
    [GuardedBy(nameof(_gate))] private readonly Dictionary<ulong, byte[]> _pages = [];
    private readonly IRemotePages _remote;
    private int _disposed;

    public PostCopyCache(IRemotePages remote) => _remote = remote;

    public async Task<FaultStatus> FetchAsync(ulong address, CancellationToken cancellationToken)
    {
        var page = AddressRange.FromLength(address & ~(PageSize - 1), PageSize);
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            var token = await ReadBeginAsync(page, cancellationToken).ConfigureAwait(false);
            var content = await _remote.FetchAsync(page.Start / PageSize, cancellationToken).ConfigureAwait(false);
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (ReadRetry(token))
                    continue;
                _pages[page.Start / PageSize] = content;
                return FaultStatus.Completed;
            }
            finally
            {
                _gate.Release();
            }
        }

        return FaultStatus.Collided;
    }

    public async ValueTask<bool> TryCopyAsync(ulong pageNumber, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_pages.TryGetValue(pageNumber, out var content))
                return false;
            content.CopyTo(destination);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Start(AddressSpace guest, AddressRange memory) => guest.Insert(this, memory);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
        {
            if (!_gate.Wait(0))
                return false;
        }
        else
        {
            _gate.Wait();
        }

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(PageSize))
                _pages.Remove(number);
        }
        finally
        {
            _gate.Release();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        _gate.Wait();
        _gate.Release();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0 && IsInserted)
            await RemoveAsync().ConfigureAwait(false);
    }
}
