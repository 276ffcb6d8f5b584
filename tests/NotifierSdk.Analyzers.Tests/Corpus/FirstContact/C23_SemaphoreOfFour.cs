// Correct: at most four uploads at once, counted by a semaphore that is no lock
public sealed partial class Uploader(Func<AddressRange, Task<nint>> upload) : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _slots = new(4);
    [GuardedBy(nameof(_gate))] private readonly Dictionary<ulong, nint> _uploaded = new();

    [Fault(Collect = nameof(UploadAsync), Commit = nameof(Keep), Discard = nameof(Forget))]
    public partial Task<FaultStatus> EnsureAsync(AddressRange range);

    private async Task<nint> UploadAsync(AddressRange range)
    {
        await _slots.WaitAsync();
        try
        {
            return await upload(range);
        }
        finally
        {
            _slots.Release();
        }
    }

    private void Keep(AddressRange range, nint handle) => _uploaded[range.Start] = handle;

    private static void Forget(nint handle) => Console.WriteLine(handle);

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var key in _uploaded.Keys.Where(range.Contains).ToList())
            _uploaded.Remove(key);
    }
}
