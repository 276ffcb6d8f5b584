// Breaks: NSDK3007
// Bug: The constructor inserts the notifier before it has created the table that the callback empties.
using System;
using System.Threading;
using NotifierSdk;


/// <summary>Doorbell pages of a network adapter, mirrored for its firmware.</summary>
public partial class DoorbellMirror : IntervalNotifier, IDisposable
{
    private const int PageShift = 12;

    [DriverLock] private readonly object _dbLock = new object();
    private readonly Func<ulong, uint> _resolve;
    private readonly ulong _firstPage;
    private uint[] _doorbells;

    public DoorbellMirror(AddressSpace space, AddressRange bar, Func<ulong, uint> resolve)
    {
        _resolve = resolve;
        _firstPage = bar.Start >> PageShift;
        space.Insert(this, bar);
        _doorbells = new uint[(bar.Last >> PageShift) - _firstPage + 1];
    }

    [Fault(Collect = nameof(Resolve), Commit = nameof(Program))]
    public partial FaultStatus Map(AddressRange page);

    public bool Ring(ulong address, Action<uint> write)
    {
        lock (_dbLock)
        {
            uint doorbell = _doorbells[(address >> PageShift) - _firstPage];
            if (doorbell == 0)
            {
                return false;
            }

            write(doorbell);
            return true;
        }
    }

    public void Dispose()
    {
        TryRemove();
    }

    [Invalidate]
    private void Revoke(AddressRange range)
    {
        foreach (ulong page in range.Pages(1UL << PageShift))
        {
            _doorbells[page - _firstPage] = 0;
        }
    }

    private uint Resolve(AddressRange page)
    {
        return _resolve(page.Start);
    }

    private void Program(AddressRange page, uint doorbell)
    {
        _doorbells[(page.Start >> PageShift) - _firstPage] = doorbell;
    }
}
