// Correct: a generated asynchronous fault whose steps are awaited under a semaphore, with a Discard for what was not committed.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

public interface IRemoteStore
{
    Task<IAsyncDisposable?> OpenAsync(ulong page, CancellationToken cancellationToken);

    Task NotifyAsync(ulong page);
}

public sealed partial class RemoteMirror : IntervalNotifier
{
    private readonly IRemoteStore _store;
    private readonly List<IAsyncDisposable> _closing = [];

    [DriverLock] private readonly SemaphoreSlim _gate = new(1, 1);
    [GuardedBy(nameof(_gate))] private readonly Dictionary<ulong, IAsyncDisposable> _leases = [];

    public RemoteMirror(IRemoteStore store)
    {
        _store = store;
    }

    [Fault(Collect = nameof(OpenAsync), Commit = nameof(KeepAsync), Discard = nameof(CloseAsync), MaxAttempts = 10)]
    public partial ValueTask<FaultOutcome> PullAsync(AddressRange page, CancellationToken cancellationToken = default);

    public async Task<int> PullAllAsync(IEnumerable<AddressRange> pages, CancellationToken cancellationToken)
    {
        var completed = 0;
        foreach (var page in pages)
        {
            var outcome = await PullAsync(page, cancellationToken).ConfigureAwait(false);
            if (outcome.IsCompleted)
                completed++;
        }

        return completed;
    }

    public async Task SweepAsync()
    {
        IAsyncDisposable[] closing;
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            closing = [.. _closing];
            _closing.Clear();
        }
        finally
        {
            _gate.Release();
        }

        foreach (var lease in closing)
            await lease.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<IAsyncDisposable?> OpenAsync(AddressRange page, CancellationToken cancellationToken) =>
        await _store.OpenAsync(page.Start, cancellationToken).ConfigureAwait(false);

    private async Task KeepAsync(AddressRange page, IAsyncDisposable? lease)
    {
        await _store.NotifyAsync(page.Start).ConfigureAwait(false);
        if (_leases.Remove(page.Start, out var former))
            _closing.Add(former);
        if (lease is not null)
            _leases.Add(page.Start, lease);
    }

    private static ValueTask CloseAsync(IAsyncDisposable? lease) => lease?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _leases.Keys.Where(page => range.Contains(page)).ToArray())
        {
            if (_leases.Remove(page, out var lease))
                _closing.Add(lease); // out of the shadow now, closed by the next sweep
        }
    }
}
