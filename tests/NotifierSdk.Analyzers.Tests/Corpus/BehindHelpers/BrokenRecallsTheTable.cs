// Breaks: NSDK2018
// Bug: helpers keep the tables that were read, and the callback does not drop them
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed partial class Walk(Func<ulong, ulong> read) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _leaves = [];
    private readonly Dictionary<ulong, ulong> _tables = [];
    [Fault(Collect = nameof(Find), Commit = nameof(Put))]
    public partial FaultStatus Fault(AddressRange page);
    private bool Find(AddressRange page, out ulong leaf)
    {
        leaf = read(Table(page.Start) + ((page.Start >> 12) & 511) * 8);
        return leaf != 0;
    }
    private ulong Table(ulong address)
    {
        if (TryRecall(address >> 21, out var table)) return table;
        table = read(address >> 21);
        Keep(address >> 21, table);
        return table;
    }
    private bool TryRecall(ulong slot, out ulong table) => _tables.TryGetValue(slot, out table);
    private void Keep(ulong slot, ulong table) => _tables[slot] = table;
    private void Put(AddressRange page, ulong leaf) => _leaves[page.Start] = leaf;
    [Invalidate] private void Drop(AddressRange range) { foreach (var page in range.Pages(4096)) _leaves.Remove(page * 4096); }
}
