// Breaks: NSDK2005
// Bug: an asynchronous fault is awaited, and what it reports is not looked at
// Read in: none
internal sealed partial class Regions : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _gate = new(1, 1);
    [GuardedBy(nameof(_gate))] private readonly HashSet<ulong> _keys = new();

    [Fault(Commit = nameof(Keep))]
    public partial ValueTask<FaultStatus> RegisterAsync(AddressRange range, CancellationToken cancellationToken);

    private void Keep(AddressRange range) => _keys.Add(range.Start);

    [Invalidate]
    private void Revoke() => _keys.Clear();
}

internal static class Sender
{
    public static async Task<bool> SendAsync(Regions regions, AddressRange range, Func<Task> post, CancellationToken stop)
    {
        await regions.RegisterAsync(range, stop).ConfigureAwait(false); //! NSDK2005
        var status = await regions.RegisterAsync(range, stop).ConfigureAwait(false); //+
        if (status != FaultStatus.Completed) return false; //+
        await post();
        return true;
    }
}
