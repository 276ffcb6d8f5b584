using System.Runtime.CompilerServices;

namespace NotifierSdk.Linux.Mappings;

/// <summary>The memories of one space, by address. It keeps none of them alive: what was forgotten is to be reported.</summary>
internal sealed class MemoryMap
{
    private static readonly ConditionalWeakTable<AddressSpace, MemoryMap> s_maps = [];

    private readonly Lock _updates = new();
    private volatile IntervalTree<WeakReference<MappedMemory>> _memories = IntervalTree<WeakReference<MappedMemory>>.Empty;

    internal static MemoryMap Of(AddressSpace space) => s_maps.GetOrCreateValue(space);

    internal void Add(MappedMemory memory)
    {
        lock (_updates)
            _memories = _memories.Add(memory.Range, memory.Id, new WeakReference<MappedMemory>(memory));
    }

    internal void Remove(MappedMemory memory)
    {
        lock (_updates)
            _memories = _memories.TryRemove(memory.Range, memory.Id, out var others) ? others : _memories;
    }

    /// <summary>Takes no lock. A memory stays in the map when parts of it are given up, so several may have been at an address; one is there now, or none.</summary>
    internal MappedRegion? Find(ulong address)
    {
        foreach (var reference in _memories.Overlapping(AddressRange.FromLength(address, 1)))
        {
            if (reference.TryGetTarget(out var memory) && memory.FindRegion(address) is { } region)
                return region;
        }

        return null;
    }
}
