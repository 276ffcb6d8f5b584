using NotifierSdk;

namespace RdmaOdp.Machine;

/// <summary>A user of the device: an address space, and the regions that it registered in it.</summary>
internal sealed class Context : IDisposable
{
    private readonly AddressSpace _space;
    private readonly RegionSlot[] _slots;

    /// <summary>Creates a context with a region in each of the places.</summary>
    internal Context(int number, RegionSlot[] slots, Simulation simulation)
    {
        _space = new AddressSpace("RDMA context"); // one name for all contexts: each name is a time series in the meter
        _slots = slots;
        foreach (var slot in slots)
        {
            var buffer = new ApplicationBuffer(_space, simulation.PhysicalMemory, simulation.Applications, number, slot.Index, Simulation.PagesPerRegion);
            var region = simulation.MakeRegion(buffer.Memory, simulation.PhysicalMemory, slot.Counters);
            region.Register();
            slot.Live = new LiveRegion(number, buffer, region);
        }
    }

    /// <summary>The application dies, whatever its device is doing: from here on its memory is not changed any more, and every fault ends as released, at once.</summary>
    internal void Release() => _space.Dispose();

    /// <summary>What is left of it goes: the regions are still inserted, also in a released space, and what was mapped is freed last.</summary>
    public void Dispose()
    {
        Release();
        foreach (var slot in _slots)
            slot.Live!.Region.Deregister();
        foreach (var slot in _slots)
            slot.Live!.Buffer.Release();
    }
}
