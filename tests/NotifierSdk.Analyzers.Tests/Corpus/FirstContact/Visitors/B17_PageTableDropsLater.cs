// Breaks: NSDK3006
// Bug: the drop is an async void helper, so the callback returns at its first await and the pages are still there.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

public interface ISimulatedDevice
{
    ValueTask InvalidateAsync(ulong page);

    void Map(ulong page, ulong frame);
}

public sealed class DeviceTables(ISimulatedDevice device, Func<ulong, ulong> frames) : IntervalNotifier
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<ulong, ulong> _mapped = new();
    private readonly ConcurrentQueue<string> _log = new();

    public IReadOnlyCollection<string> Log => _log;

    public async Task<bool> FaultAsync(AddressRange page, CancellationToken stop)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var token = await ReadBeginAsync(page, stop).ConfigureAwait(false);
            var frame = await Task.Run(() => frames(page.Start), stop).ConfigureAwait(false);
            await _gate.WaitAsync(stop).ConfigureAwait(false);
            try
            {
                if (ReadRetry(token))
                    continue;
                _mapped[page.Start] = frame;
                device.Map(page.Start, frame);
                return true;
            }
            finally
            {
                _gate.Release();
            }
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_gate.Wait(invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            var overlap = invalidation.Overlap;
            Retract([.. _mapped.Keys.Where(page => overlap.Contains(page))]);
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

    private async void Retract(ulong[] pages)
    {
        try
        {
            foreach (var page in pages)
            {
                await device.InvalidateAsync(page);
                _mapped.TryRemove(page, out _);
            }
        }
        catch (InvalidOperationException error)
        {
            _log.Enqueue(error.Message);
        }
    }
}
