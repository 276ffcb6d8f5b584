using NotifierSdk;
using NotifierSdk.Linux;

namespace RdmaOdp.Machine;

/// <summary>A memory region, as the device sees its driver: memory that a remote side may read and write, through a page table of its own.</summary>
public interface IMemoryRegion
{
    /// <summary>Starts to mirror the memory. Transfers are accepted from here on.</summary>
    void Register();

    /// <summary>Stops: transfers and faults fail at once; when it returns, no transfer runs and the page table is empty.</summary>
    void Deregister();

    /// <summary>Transfers one page through the page table. Never waits for a change of the mapping.</summary>
    TransferOutcome Access(ulong address, in Transfer transfer);

    /// <summary>
    /// The application gives a hole up, for good, and is about to unmap it: transfers and faults fail there at once, and the rest goes on. Nothing is
    /// in the page table for the hole when it returns, and nothing comes.
    /// </summary>
    /// <returns>False: nothing was changed, for the region is not registered, or the hole does not lie in the middle of what is left of it.</returns>
    /// <exception cref="ObjectDisposedException">The space was released.</exception>
    bool TryPunchHole(AddressRange hole);

    /// <summary>Drops entries because the device needs the room.</summary>
    void Evict(AddressRange range);

    /// <summary>Fills the page table for what is mapped of the range.</summary>
    FaultStatus Fault(AddressRange range);
}

/// <summary>Makes the region of a driver: over which memory, in which frames, counted where.</summary>
public delegate IMemoryRegion MakeRegion(MappedMemory memory, PhysicalMemory physicalMemory, RegionCounters counters);
