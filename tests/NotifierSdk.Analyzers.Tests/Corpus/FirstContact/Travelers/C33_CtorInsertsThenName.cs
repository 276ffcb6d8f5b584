// Correct: The constructor inserts its own notifier and goes on setting members afterwards, but only ones that neither the callback nor a fault looks at.
using System;
using System.Diagnostics;
using NotifierSdk;


public sealed partial class DoorbellTable : IntervalNotifier, IDisposable
{
    private const int PageShift = 12;

    [DriverLock] private readonly object _dbLock = new object();
    private readonly Func<ulong, uint> _resolve;
    private readonly ulong _firstPage;
    private readonly uint[] _doorbells;
    private readonly long _openedAt;
    private readonly string _name;

    public DoorbellTable(AddressSpace space, AddressRange bar, Func<ulong, uint> resolve)
    {
        _resolve = resolve;
        _firstPage = bar.Start >> PageShift;
        _doorbells = new uint[(bar.Last >> PageShift) - _firstPage + 1];
        space.Insert(this, bar);
        _openedAt = Stopwatch.GetTimestamp(); // from when on changes are seen
        _name = space.Name + "/doorbells@" + bar;
    }

    public TimeSpan Age
    {
        get { return Stopwatch.GetElapsedTime(_openedAt); }
    }

    public override string ToString()
    {
        return _name;
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
