namespace NotifierSdk.Testing.Tests.Drivers;

/// <summary>A driver whose fault is asynchronous, under a semaphore.</summary>
internal sealed partial class AsyncUmem(PageMemory memory) : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, int> _versions = [];

    [Fault(Collect = nameof(ReadAsync), Commit = nameof(Enter))]
    internal partial ValueTask<FaultStatus> FaultAsync(AddressRange page, CancellationToken cancellationToken = default);

    internal int VersionAt(AddressRange page) => _versions.GetValueOrDefault(page.Start);

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _versions.Keys.Where(page => range.Contains(page)).ToArray())
            _versions.Remove(page);
    }

    private async Task<int> ReadAsync(AddressRange page)
    {
        await Task.CompletedTask;
        return memory.VersionAt(page);
    }

    private void Enter(AddressRange page, int version) => _versions[page.Start] = version;
}
