// Breaks: NSDK2005
// Bug: the doorbell rings whether or not the region was mapped
public sealed partial class Mr : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _sem = new(1, 1);
    [GuardedBy(nameof(_sem))] private ulong _mapped;

    [Fault(Commit = nameof(Program))]
    public partial Task<FaultStatus> FaultAsync(AddressRange range, CancellationToken cancellationToken);

    private void Program(AddressRange range) => _mapped = range.Start;

    [Invalidate]
    private void Zap() => _mapped = 0;
}

public sealed class SendQueue(Mr region, Action doorbell)
{
    public async Task PostAsync(AddressRange buffer, CancellationToken stop)
    {
        foreach (var page in new[] { buffer })
            await region.FaultAsync(page, stop);
        doorbell();
    }
}
