// Correct: the results of all faults are gathered in an array, and the summary looks at each of them.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

public sealed partial class SnapshotPages(Func<AddressRange, CancellationToken, ValueTask<byte[]>> read) : IntervalNotifier
{
    [DriverLock] private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _saved = [];

    [Fault(Collect = nameof(ReadAsync), Commit = nameof(Save), MaxAttempts = 20)]
    public partial Task<FaultStatus> SaveAsync(AddressRange page, CancellationToken cancellationToken);

    public int Count
    {
        get
        {
            lock (_lock)
                return _saved.Count;
        }
    }

    private ValueTask<byte[]> ReadAsync(AddressRange page, CancellationToken cancellationToken) => read(page, cancellationToken);

    private void Save(AddressRange page, byte[] content) => _saved[page.Start] = content;

    [Invalidate]
    private void Outdate(AddressRange range)
    {
        foreach (var page in _saved.Keys.Where(page => range.Contains(page)).ToArray())
            _saved.Remove(page);
    }
}

public sealed record Summary(int Saved, int Collided, int Lost);

public sealed class Snapshotter(SnapshotPages pages)
{
    public async Task<Summary> RunAsync(IReadOnlyList<AddressRange> list, CancellationToken stop)
    {
        var running = list.Select(page => pages.SaveAsync(page, stop)).ToArray();
        var results = await Task.WhenAll(running).ConfigureAwait(false);
        return results.Aggregate(new Summary(0, 0, 0), Add);
    }

    public async Task<bool> RunOneAsync(AddressRange page, CancellationToken stop)
    {
        Func<Task<FaultStatus>> save = () => pages.SaveAsync(page, stop);
        return await save().ConfigureAwait(false) is FaultStatus.Completed;
    }

    private static Summary Add(Summary summary, FaultStatus status) => status switch
    {
        FaultStatus.Completed => summary with { Saved = summary.Saved + 1 },
        FaultStatus.Collided or FaultStatus.TimedOut => summary with { Collided = summary.Collided + 1 },
        _ => summary with { Lost = summary.Lost + 1 },
    };
}
