// Correct: The walk keeps the directory that it saw last, under the lock of the driver, and the callback empties that memory as well as the shadow.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed partial class ForgetfulWalker(Func<ulong, ulong> readWord, ulong root) : IntervalNotifier
{
    private const ulong Present = 1;

    [DriverLock] private readonly DriverLock _lock = new("walker");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _entries = [];
    [GuardedBy(nameof(_lock))] private (ulong Region, ulong Table)? _lastDirectory;

    [Fault(Collect = nameof(Walk), Commit = nameof(Install), MaxAttempts = 24)]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryGet(ulong address, out ulong entry)
    {
        using (_lock.EnterScope())
            return _entries.TryGetValue(address >> 12, out entry);
    }

    private bool Walk(AddressRange page, out Found found)
    {
        found = default;
        var region = page.Start >> 21;
        ulong? table = null;
        using (_lock.EnterScope())
        {
            if (_lastDirectory is { } last && last.Region == region)
                table = last.Table;
        }

        if (table is null)
        {
            var directory = readWord(root + region * 8);
            if ((directory & Present) == 0)
                return false;
            table = directory & ~0xffful;
        }

        var entry = readWord(table.Value + ((page.Start >> 12) & 511) * 8);
        found = new Found(region, table.Value, entry);
        return (entry & Present) != 0;
    }

    private void Install(AddressRange page, Found found)
    {
        _entries[page.Start >> 12] = found.Entry;
        _lastDirectory = (found.Region, found.Table);
    }

    [Invalidate]
    private void Zap(AddressRange range)
    {
        _lastDirectory = null;
        foreach (var number in range.Pages(4096))
            _entries.Remove(number);
    }

    private readonly record struct Found(ulong Region, ulong Table, ulong Entry);
}
