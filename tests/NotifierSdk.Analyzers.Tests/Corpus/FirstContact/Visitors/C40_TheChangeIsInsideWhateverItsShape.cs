// Correct: the change is made inside the scope in each shape: a using declaration, a delegate, and try with finally.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class MappingView(Func<ulong, string?> lookup) : IntervalNotifier
{
    [DriverLock] private readonly object _lock = new();
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, string> _seen = [];

    [Fault(Collect = nameof(TryLookup), Commit = nameof(See))]
    public partial bool TrySee(AddressRange page);

    private bool TryLookup(AddressRange page, out string name)
    {
        name = lookup(page.Start) ?? "";
        return name.Length > 0;
    }

    private void See(AddressRange page, string name) => _seen[page.Start] = name;

    [Invalidate]
    private void Unsee(AddressRange range)
    {
        foreach (var page in _seen.Keys.Where(page => range.Contains(page)).ToArray())
            _seen.Remove(page);
    }
}

public sealed class VirtualFiles(AddressSpace space, Action<string> log)
{
    private readonly object _sync = new();
    private readonly Dictionary<ulong, string> _map = [];

    public string? Find(ulong page)
    {
        lock (_sync)
            return _map.GetValueOrDefault(page);
    }

    public void Rename(AddressRange page, string name)
    {
        using var scope = space.BeginInvalidate(page, InvalidationEvent.Clear);
        lock (_sync)
            _map[page.Start] = name;
    }

    public void Unmap(AddressRange range)
    {
        var removed = 0;
        Change(range, InvalidationEvent.Unmap, () => removed = RemoveAll(range));
        log($"{removed} pages unmapped");
    }

    public bool TryTruncate(AddressRange range)
    {
        if (!space.TryBeginInvalidate(range, InvalidationEvent.Unmap, this, out var scope))
        {
            log($"{range} is in use");
            return false;
        }

        try
        {
            return RemoveAll(range) > 0;
        }
        finally
        {
            scope.Dispose();
            log($"{range} truncated");
        }
    }

    private void Change(AddressRange range, InvalidationEvent why, Action change)
    {
        using (space.BeginInvalidate(range, why))
            change();
    }

    private int RemoveAll(AddressRange range)
    {
        lock (_sync)
        {
            var gone = _map.Keys.Where(page => range.Contains(page)).ToArray();
            foreach (var page in gone)
                _map.Remove(page);
            return gone.Length;
        }
    }
}
