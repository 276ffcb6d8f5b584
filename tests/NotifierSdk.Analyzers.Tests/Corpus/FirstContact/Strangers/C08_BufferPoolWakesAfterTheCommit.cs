// Correct: The promise of a page is completed after the frame was committed under the latch, outside of the latch, and fails if no attempt succeeded.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;



public sealed class PatientPool(Func<ulong, CancellationToken, ValueTask<byte[]>> read) : IntervalNotifier
{
    private readonly Lock _latch = new();
    private readonly Dictionary<ulong, byte[]> _frames = [];
    private readonly Dictionary<ulong, TaskCompletionSource<byte[]>> _loading = [];

    public ValueTask<byte[]> GetAsync(ulong number, CancellationToken cancellation = default)
    {
        TaskCompletionSource<byte[]> promise;
        lock (_latch)
        {
            if (_frames.TryGetValue(number, out var bytes))
                return new(bytes);
            if (_loading.TryGetValue(number, out var other))
                return new(other.Task.WaitAsync(cancellation));
            promise = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _loading.Add(number, promise);
        }

        return LoadAsync(number, promise, cancellation);
    }

    private async ValueTask<byte[]> LoadAsync(ulong number, TaskCompletionSource<byte[]> promise, CancellationToken cancellation)
    {
        Exception failure;
        try
        {
            var bytes = await FillAsync(AddressRange.FromLength(number << 13, 1 << 13), cancellation);
            promise.SetResult(bytes);
            return bytes;
        }
        catch (Exception e)
        {
            failure = e;
        }

        lock (_latch)
            _loading.Remove(number);
        promise.SetException(failure);
        return await promise.Task;
    }

    private async ValueTask<byte[]> FillAsync(AddressRange range, CancellationToken cancellation)
    {
        for (var delay = TimeSpan.FromMilliseconds(1); delay < TimeSpan.FromSeconds(1); delay *= 2)
        {
            var token = await ReadBeginAsync(range, cancellation);
            var bytes = await read(range.Start >> 13, cancellation);
            if (TryCommit(token, bytes))
                return bytes;
            await Task.Delay(delay, cancellation);
        }

        throw new FaultException(FaultStatus.Collided);
    }

    private bool TryCommit(ReadToken token, byte[] bytes)
    {
        lock (_latch)
        {
            if (ReadRetry(token))
                return false;
            var number = token.Range.Start >> 13;
            _frames[number] = bytes;
            _loading.Remove(number);
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _latch.Enter();
        else if (!_latch.TryEnter())
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(1 << 13))
                _frames.Remove(number);
            return true;
        }
        finally
        {
            _latch.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        lock (_latch)
        {
        }
    }
}
