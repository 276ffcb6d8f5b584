// Breaks: NSDK3012
// Bug: the loop that clears the entries stops before the page of the last address, so the last page of every change stays in the table.
using System;
using NotifierSdk;


public interface IDirectory
{
    uint EntryOf(ulong page);
}

/// <summary>A one-level page table for a device with a 32-bit window.</summary>
public sealed partial class DeviceWindow : IntervalNotifier, IDisposable
{
    private const int Shift = 12;
    private const uint Valid = 1u << 31;

    [DriverLock] private readonly object _tableLock = new();
    [GuardedBy(nameof(_tableLock))] private readonly uint[] _table;
    private readonly IDirectory _directory;
    private readonly ulong _firstPage;

    public DeviceWindow(IDirectory directory, AddressRange window)
    {
        _directory = directory;
        _firstPage = window.Start >> Shift;
        _table = new uint[(window.Last >> Shift) - _firstPage + 1];
    }

    [Fault(Collect = nameof(Lookup), Commit = nameof(Set))]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryDma(ulong address, Action<uint, ulong> transfer)
    {
        lock (_tableLock)
        {
            var entry = _table[(address >> Shift) - _firstPage];
            if ((entry & Valid) == 0)
                return false;
            transfer(entry & ~Valid, address & ((1ul << Shift) - 1));
            return true;
        }
    }

    public void Dispose()
    {
        TryRemove();
    }

    [Invalidate]
    private void Clear(AddressRange range)
    {
        var end = range.Last >> Shift;
        for (var page = range.Start >> Shift; page < end; page++)
            _table[page - _firstPage] = 0;
    }

    private uint Lookup(AddressRange page) => _directory.EntryOf(page.Start >> Shift);

    private void Set(AddressRange page, uint frame) => _table[(page.Start >> Shift) - _firstPage] = frame | Valid;
}
