// Breaks: NSDK2018
// Bug: the walk keeps the last leaf table in a field and takes it from there for the next page; the callback drops pages and leaves the leaf, so a fault after a change commits what was mapped before.
using System;
using System.Collections.Generic;
using NotifierSdk;


public interface IPhysicalMemory
{
    ulong[] ReadTable(ulong physical);
}

public sealed partial class Walker : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;
    private const ulong LeafSpan = 512 * PageSize;
    private const ulong PresentBit = 1;
    private const ulong AddressMask = 0x000f_ffff_ffff_f000;

    private sealed record Leaf(ulong Base, ulong[] Entries);

    [DriverLock] private readonly DriverLock _lock = new("walker");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _tlb = [];
    private readonly IPhysicalMemory _physical;
    private readonly ulong _root;
    private volatile Leaf? _lastLeaf;

    public Walker(IPhysicalMemory physical, ulong root)
    {
        _physical = physical;
        _root = root;
    }

    public static Walker Start(AddressSpace space, AddressRange linear, IPhysicalMemory physical, ulong root)
    {
        var walker = new Walker(physical, root);
        space.Insert(walker, linear);
        return walker;
    }

    [Fault(Collect = nameof(Walk), Commit = nameof(Fill))]
    public partial FaultStatus Miss(AddressRange page);

    public bool TryAccess(ulong linear, Action<ulong> access)
    {
        using (_lock.EnterScope())
        {
            if (!_tlb.TryGetValue(linear / PageSize, out var physical))
                return false;
            access(physical | (linear % PageSize));
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void InvalidatePages(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _tlb.Remove(page);
    }

    private bool Walk(AddressRange page, out ulong frame)
    {
        var at = page.Start / LeafSpan * LeafSpan;
        var leaf = _lastLeaf;
        if (leaf is null || leaf.Base != at)
        {
            leaf = new Leaf(at, ReadLeaf(page.Start));
            _lastLeaf = leaf; // sequential code walks the same leaf 512 times
        }

        var entry = leaf.Entries[(page.Start - at) / PageSize];
        frame = entry & AddressMask;
        return (entry & PresentBit) != 0;
    }

    private ulong[] ReadLeaf(ulong linear)
    {
        var table = _physical.ReadTable(_root);
        for (var shift = 39; shift > 12; shift -= 9)
        {
            var entry = table[(linear >> shift) & 511];
            if ((entry & PresentBit) == 0)
                return new ulong[512];
            table = _physical.ReadTable(entry & AddressMask);
        }

        return table;
    }

    private void Fill(AddressRange page, ulong frame) => _tlb[page.Start / PageSize] = frame;
}
