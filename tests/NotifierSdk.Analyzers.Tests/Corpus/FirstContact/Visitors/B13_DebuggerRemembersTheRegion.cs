// Breaks: NSDK2018
// Bug: Collect answers from the region that it looked up last, and nothing forgets that region when it changes.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class MemoryView(Func<ulong, MemoryView.Region?> query, Func<ulong, int, byte[]> peek) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("memory view");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, Row> _rows = [];

    private Region? _hint;

    public sealed record Region(ulong Start, ulong Last, string Name, bool Readable)
    {
        public bool Has(ulong address) => address >= Start && address <= Last;
    }

    public sealed record Row(string Owner, byte[] Bytes);

    [Fault(Collect = nameof(TryRead), Commit = nameof(Show))]
    public partial FaultOutcome Load(AddressRange row);

    public string Render(ulong address)
    {
        using (_lock.EnterScope())
        {
            return _rows.TryGetValue(address, out var row)
                ? $"{address:x16} {row.Owner,-12} {Convert.ToHexString(row.Bytes)}"
                : $"{address:x16} ????????";
        }
    }

    private bool TryRead(AddressRange row, out Row? content)
    {
        content = null;
        var region = RegionOf(row.Start);
        if (region is not { Readable: true })
            return false;
        content = new Row(region.Name, peek(row.Start, (int)row.Length));
        return true;
    }

    private Region? RegionOf(ulong address)
    {
        if (_hint is { } hint && hint.Has(address))
            return hint;
        var found = query(address);
        _hint = found;
        return found;
    }

    private void Show(AddressRange row, Row? content)
    {
        if (content is not null)
            _rows[row.Start] = content;
    }

    [Invalidate]
    private void Blank(AddressRange range)
    {
        foreach (var address in _rows.Keys.Where(address => range.Contains(address)).ToArray())
            _rows.Remove(address);
    }
}
