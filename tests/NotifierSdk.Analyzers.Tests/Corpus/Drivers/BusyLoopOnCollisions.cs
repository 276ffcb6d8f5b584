// Breaks: NSDK2015
// Bug: the worker that serves device faults spins on a region that is being invalidated
// Read in: none
public sealed partial class FaultWorker(Func<ulong, ulong> translate) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [ShadowState] private readonly Dictionary<ulong, ulong> _entries = [];

    [Invalidate]
    private void Drop(AddressRange range) => _entries.Clear();

    [Fault(Range = nameof(PageOf), Collect = nameof(Translate), Commit = nameof(Map), MaxAttempts = 4)]
    public partial FaultStatus Fault(ulong address);

    public FaultStatus Serve(ulong address)
    {
        while (true)                               //! NSDK2015
        for (var round = 0; round < 3; round++)    //+
        {
            var status = Fault(address);
            if (status is not FaultStatus.Collided)
                return status;
            Thread.Sleep(round);                   //+
        }

        return FaultStatus.Collided;               //+
    }

    private static AddressRange PageOf(ulong address) => AddressRange.FromLength(address & ~0xFFFUL, 0x1000);

    private ulong Translate(ulong address) => translate(address);

    private void Map(ulong address, ulong frame) => _entries[address] = frame;
}
