// Breaks: NSDK2018
// Bug: the collect step keeps the area that it found last and answers from it the next time; the callback never empties that memory, so a fault after an unmap resolves through the old area.
using System;
using System.Collections.Generic;
using NotifierSdk;

/// <summary>An area of the process: its pages come from one file, at one offset.</summary>
public sealed record Vma(AddressRange Range, int FileId, ulong Offset)
{
    public ulong FileOffsetOf(ulong address) => Offset + (address - Range.Start);
}

public interface IProcessMaps
{
    Vma? Find(ulong address);
}

public readonly record struct Backing(int FileId, ulong Offset);

public sealed partial class FileBackedMirror : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("mirror");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, Backing> _backing = [];
    private readonly IProcessMaps _maps;
    private volatile Vma? _lastVma;

    public FileBackedMirror(IProcessMaps maps) => _maps = maps;

    public void Follow(AddressSpace process, AddressRange range) => process.Insert(this, range);

    [Fault(Collect = nameof(TryFind), Commit = nameof(Set))]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryRead(ulong address, Action<Backing, ulong> read)
    {
        using (_lock.EnterScope())
        {
            if (!_backing.TryGetValue(address / PageSize, out var backing))
                return false;
            read(backing, address % PageSize);
            return true;
        }
    }

    private bool TryFind(AddressRange page, out Backing backing)
    {
        var vma = _lastVma;
        if (vma is null || !vma.Range.Contains(page))
        {
            vma = _maps.Find(page.Start); // takes the lock of the process, so it is worth remembering
            if (vma is null || !vma.Range.Contains(page))
            {
                backing = default;
                return false;
            }

            _lastVma = vma;
        }

        backing = new Backing(vma.FileId, vma.FileOffsetOf(page.Start));
        return true;
    }

    private void Set(AddressRange page, Backing backing) => _backing[page.Start / PageSize] = backing;

    [Invalidate(IgnoreEvents = [InvalidationEvent.Write, InvalidationEvent.SoftDirty])]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _backing.Remove(page);
    }

    public void Dispose() => TryRemove();
}
