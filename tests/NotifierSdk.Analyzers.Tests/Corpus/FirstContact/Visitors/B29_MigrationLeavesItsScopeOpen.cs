// Breaks: NSDK5006
// Bug: if the target has no room, the migration returns without ending the invalidation that it has begun.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public interface IFarMemory
{
    bool TryReserve(ulong bytes, out ulong where);

    void Move(AddressRange source, ulong where);
}

public sealed partial class NearPages : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("near pages");
    [GuardedBy(nameof(_lock))] private readonly HashSet<ulong> _near = [];

    [Fault(Commit = nameof(Add))]
    public partial FaultStatus Touch(AddressRange page);

    public bool Has(ulong page)
    {
        using (_lock.EnterScope())
            return _near.Contains(page);
    }

    private void Add(AddressRange page) => _near.Add(page.Start);

    [Invalidate]
    private void Drop(AddressRange range) => _near.RemoveWhere(page => range.Contains(page));
}

public sealed class Migrator(AddressSpace space, IFarMemory far)
{
    private readonly Dictionary<ulong, ulong> _moved = new();

    public (int Moved, int Kept) Demote(NearPages near, params AddressRange[] cold)
    {
        var (moved, kept) = (0, 0);
        foreach (var range in cold.Where(range => range.Length >= 4096))
        {
            if (DemoteOne(near, range))
                moved++;
            else
                kept++;
        }

        return (moved, kept);
    }

    private bool DemoteOne(NearPages near, AddressRange range)
    {
        if (!near.Has(range.Start) || !space.IsRangeValid(range))
            return false;

        var scope = space.BeginInvalidate(range, InvalidationEvent.Migrate, owner: this);
        if (!far.TryReserve(range.Length, out var where))
            return false;

        try
        {
            far.Move(range, where);
            _moved[range.Start] = where;
            return true;
        }
        finally
        {
            scope.Dispose();
        }
    }
}
