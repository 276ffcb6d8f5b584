// Breaks: NSDK4005
// Bug: The callback takes the table lock and then the ledger's lock, and Audit takes the ledger's lock first and then the table lock.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class PinLedger
{
    internal object Sync { get; } = new();

    internal Dictionary<string, long> Pages { get; } = [];

    internal void Charge(string account, long pages)
    {
        lock (Sync)
        {
            Pages.TryGetValue(account, out var present);
            Pages[account] = present + pages;
        }
    }
}

public sealed partial class PinnedTable(string account, PinLedger ledger, Func<ulong, ulong> pin, Action<ulong> unpin) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _table = new("pinned table");
    [GuardedBy(nameof(_table))] private readonly Dictionary<ulong, ulong> _frames = [];

    [Fault(Collect = nameof(PinPage), Commit = nameof(Record), Discard = nameof(UnpinPage))]
    public partial FaultStatus Pin(AddressRange page);

    public bool Audit()
    {
        lock (ledger.Sync)
        {
            if (!ledger.Pages.TryGetValue(account, out var charged))
                charged = 0;
            return charged == CountFrames();
        }
    }

    private long CountFrames()
    {
        using (_table.EnterScope())
            return _frames.Count;
    }

    private ulong PinPage(AddressRange page) => pin(page.Start >> 12);

    private void UnpinPage(ulong frame) => unpin(frame);

    private void Record(AddressRange page, ulong frame)
    {
        if (_frames.Remove(page.Start >> 12, out var former))
            unpin(former);
        else
            ledger.Charge(account, 1);
        _frames.Add(page.Start >> 12, frame);
    }

    [Invalidate]
    private void Unpin(AddressRange range)
    {
        var released = 0L;
        foreach (var number in range.Pages(4096))
        {
            if (!_frames.Remove(number, out var frame))
                continue;
            unpin(frame);
            released++;
        }

        if (released > 0)
            ledger.Charge(account, -released);
    }
}
