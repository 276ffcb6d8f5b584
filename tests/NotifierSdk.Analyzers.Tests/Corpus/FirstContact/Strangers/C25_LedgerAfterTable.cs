// Correct: Everybody who needs both locks takes the table's lock before the ledger's; the audit reads the ledger while it holds the table.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class OrderedLedger
{
    private readonly object _sync = new();
    private readonly Dictionary<string, long> _pages = [];

    public long this[string account]
    {
        get
        {
            lock (_sync)
                return _pages.GetValueOrDefault(account);
        }
    }

    public void Charge(string account, long pages)
    {
        lock (_sync)
            _pages[account] = _pages.GetValueOrDefault(account) + pages;
    }
}

public sealed partial class AuditedTable(string account, OrderedLedger ledger, Func<ulong, ulong> pin, Action<ulong> unpin) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _table = new("audited table");
    [GuardedBy(nameof(_table))] private readonly Dictionary<ulong, ulong> _frames = [];

    [Fault(Collect = nameof(PinPage), Commit = nameof(Record), Discard = nameof(UnpinPage))]
    public partial FaultStatus Pin(AddressRange page);

    public bool Audit()
    {
        using (_table.EnterScope())
            return ledger[account] == _frames.Count;
    }

    private ulong PinPage(AddressRange page) => pin(page.Start >> 12);

    private void UnpinPage(ulong frame) => unpin(frame);

    private void Record(AddressRange page, ulong frame)
    {
        var number = page.Start >> 12;
        if (_frames.TryGetValue(number, out var former))
            unpin(former);
        else
            ledger.Charge(account, +1);
        _frames[number] = frame;
    }

    [Invalidate]
    private void Unpin(AddressRange range)
    {
        foreach (var number in range.Pages(4096))
        {
            if (_frames.Remove(number, out var frame))
            {
                unpin(frame);
                ledger.Charge(account, -1);
            }
        }
    }
}
