// Correct: the token travels in a record that lives only as long as its attempt, and no field keeps it.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

public sealed class VideoSurfaceImporter(Func<AddressRange, CancellationToken, Task<int>> import, Action<int> close) : IntervalNotifier
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<AddressRange, int> _surfaces = [];

    private readonly record struct Attempt(AddressRange Surface, ReadToken Token, int Handle);

    public async Task<int?> ImportAsync(AddressRange surface, CancellationToken stop)
    {
        for (var left = 6; left > 0; left--)
        {
            var token = await ReadBeginAsync(surface, TimeSpan.FromSeconds(1), stop);
            var attempt = new Attempt(surface, token, await import(surface, stop));
            if (await FinishAsync(attempt))
                return attempt.Handle;
            await Task.Delay(TimeSpan.FromMilliseconds(2 * (7 - left)), stop);
        }

        return null;
    }

    private async Task<bool> FinishAsync(Attempt attempt)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (!ReadRetry(attempt.Token))
            {
                if (_surfaces.Remove(attempt.Surface, out var former))
                    close(former);
                _surfaces.Add(attempt.Surface, attempt.Handle);
                return true;
            }
        }
        finally
        {
            _gate.Release();
        }

        close(attempt.Handle);
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_gate.Wait(invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            foreach (var surface in _surfaces.Keys.Where(surface => surface.Overlaps(range)).ToArray())
            {
                close(_surfaces[surface]);
                _surfaces.Remove(surface);
            }
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
}
