using NotifierSdk;

namespace RdmaOdp.Machine;

/// <summary>A queue of the device: performs random remote reads and writes through the regions' page tables, and faults what is missing there.</summary>
internal sealed class Nic(Simulation simulation, Random random)
{
    private const int MaxPages = 4;

    /// <summary>A fault asks for the pages that follow, too: the next requests may want them.</summary>
    private const int Prefetch = 64;

    /// <summary>How many requests leave nothing behind: the device has room for a few translations only.</summary>
    private const int EvictionsPerHundred = 75;

    /// <summary>How often a page may vanish again between its fault and its transfer before the device gives up.</summary>
    private const int MaxFaultsPerPage = 8;

    private ulong _writes;

    /// <summary>One request of the remote side: some pages of one region, in one direction.</summary>
    internal void Step()
    {
        var slot = simulation.Slots[random.Next(simulation.Slots.Count)];
        var live = slot.Live!;
        var first = live.Buffer.PickPage(random);
        var last = Math.Min(first + random.Next(MaxPages), live.Buffer.Pages - 1);
        var isWrite = random.Next(2) == 0;
        for (var page = first; page <= last; page++)
        {
            if (!TryTransfer(live, slot.Counters, page, isWrite))
                break; // the remote side gets an error for the rest of its request
        }

        if (random.Next(100) < EvictionsPerHundred)
            live.Region.Evict(Window(live.Buffer, first));
    }

    private bool TryTransfer(LiveRegion live, RegionCounters counters, int page, bool isWrite)
    {
        var transfer = new Transfer(live.Buffer.OwnerOf(page), random.Next(Transfer.BlocksPerPage), isWrite, ++_writes);
        var wanted = Window(live.Buffer, page);
        for (var faults = 0; ; faults++)
        {
            switch (live.Region.Access(wanted.Start, in transfer))
            {
                case TransferOutcome.Done:
                    counters.CountTransfer();
                    return true;
                case TransferOutcome.Refused:
                    counters.CountRefused();
                    return false;
                default:
                    if (faults == MaxFaultsPerPage || !TryFault(live.Region, counters, wanted))
                        return false;
                    break;
            }
        }
    }

    private static AddressRange Window(ApplicationBuffer buffer, int page) => buffer.Range(page, Math.Min(Prefetch, buffer.Pages - page));

    private static bool TryFault(IMemoryRegion region, RegionCounters counters, AddressRange range)
    {
        switch (region.Fault(range))
        {
            case FaultStatus.Completed:
                counters.CountFault();
                return true;
            case FaultStatus.Unavailable:
                counters.CountUnavailable();
                return false;
            case FaultStatus.Collided:
                counters.CountCollision(); // the last attempt's retry check; those before it were counted one by one
                return false;
            case FaultStatus.Released:
                counters.CountReleased();
                return false;
            default:
                counters.CountRefused();
                return false;
        }
    }
}
