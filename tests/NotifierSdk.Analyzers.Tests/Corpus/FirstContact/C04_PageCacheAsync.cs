// Correct: an asynchronous page cache with a semaphore
public sealed partial class AsyncPages(Stream file) : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _gate = new(1, 1);
    [GuardedBy(nameof(_gate))] private readonly Dictionary<ulong, byte[]> _pages = new();

    [Fault(Collect = nameof(ReadAsync), Commit = nameof(Store), TimeoutMilliseconds = 5000)]
    public partial ValueTask<FaultStatus> LoadAsync(AddressRange page, CancellationToken cancellationToken);

    public async ValueTask<byte[]?> GetAsync(ulong page)
    {
        await _gate.WaitAsync();
        try
        {
            return _pages.GetValueOrDefault(page);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<byte[]> ReadAsync(AddressRange page, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        await file.ReadExactlyAsync(buffer, cancellationToken);
        return buffer;
    }

    private void Store(AddressRange page, byte[] bytes) => _pages[page.Start] = bytes;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _pages.Keys.Where(range.Contains).ToArray())
            _pages.Remove(page);
    }
}
