// Breaks: NSDK2011
// Bug: FetchAsync completes the promise that other readers of the page wait for before ReadRetry has checked what was read from the file.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;



public sealed class PageFrame(ulong pageNumber, byte[] bytes)
{
    public ulong PageNumber => pageNumber;

    public ReadOnlyMemory<byte> Bytes => bytes;
}

public sealed class BufferPool(Func<ulong, CancellationToken, Task<byte[]>> read) : IntervalNotifier
{
    private const ulong PageSize = 8192;

    private readonly Lock _latch = new();
    private readonly Dictionary<ulong, PageFrame> _frames = [];
    private readonly Dictionary<ulong, TaskCompletionSource<PageFrame>> _inFlight = [];

    public Task<PageFrame> GetAsync(ulong pageNumber, CancellationToken cancellation)
    {
        TaskCompletionSource<PageFrame> promise;
        lock (_latch)
        {
            if (_frames.TryGetValue(pageNumber, out var frame))
                return Task.FromResult(frame);
            if (_inFlight.TryGetValue(pageNumber, out var running))
                return running.Task;
            promise = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _inFlight.Add(pageNumber, promise);
        }

        return FetchAsync(pageNumber, promise, cancellation);
    }

    private async Task<PageFrame> FetchAsync(ulong pageNumber, TaskCompletionSource<PageFrame> promise, CancellationToken cancellation)
    {
        var range = AddressRange.FromLength(pageNumber * PageSize, PageSize);
        try
        {
            for (var attempt = 0; attempt < 10; attempt++)
            {
                var token = await ReadBeginAsync(range, cancellation);
                var frame = new PageFrame(pageNumber, await read(pageNumber, cancellation));
                promise.TrySetResult(frame);
                lock (_latch)
                {
                    if (!ReadRetry(token))
                    {
                        _frames[pageNumber] = frame;
                        return frame;
                    }
                }

                await Task.Delay(attempt, cancellation);
            }

            throw new FaultException(FaultStatus.Collided);
        }
        catch (Exception e)
        {
            promise.TrySetException(e);
            throw;
        }
        finally
        {
            lock (_latch)
                _inFlight.Remove(pageNumber);
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_latch.TryEnter(invalidation.IsBlockable ? Timeout.InfiniteTimeSpan : TimeSpan.Zero))
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _frames.Remove(page);
        }
        finally
        {
            _latch.Exit();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_latch)
        {
        }
    }
}
