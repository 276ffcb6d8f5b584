// Breaks: NSDK3005
// Bug: The callback chooses what to drop by a switch over the event that throws for the events that its author did not think of, such as the removal of the driver itself.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;



[Flags]
public enum Access
{
    None = 0,
    Read = 1,
    Write = 2,
}

public sealed partial class AccessTable(Func<AddressRange, Access> query) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("access table");
    [GuardedBy(nameof(_lock)), ShadowState] private readonly Dictionary<ulong, Access> _access = [];

    [Fault(Collect = nameof(Query), Commit = nameof(Record))]
    public partial FaultStatus Check(AddressRange page);

    public Access this[ulong address]
    {
        get
        {
            using (_lock.EnterScope())
                return _access.GetValueOrDefault(address >> 12);
        }
    }

    private Access Query(AddressRange page) => query(page);

    private void Record(AddressRange page, Access access) => _access[page.Start >> 12] = access;

    [Invalidate]
    private void Revoke(in Invalidation change)
    {
        var lost = LostAccess(change.Event);
        if (lost == Access.None)
            return;

        foreach (var page in change.Overlap.Pages(4096).ToArray())
        {
            if (!_access.TryGetValue(page, out var present))
                continue;
            if ((present & ~lost) is var left and not Access.None)
                _access[page] = left;
            else
                _access.Remove(page);
        }
    }

    private static Access LostAccess(InvalidationEvent why) => why switch
    {
        InvalidationEvent.Write => Access.None,
        InvalidationEvent.SoftDirty => Access.Write,
        InvalidationEvent.Unmap or InvalidationEvent.Clear or InvalidationEvent.Migrate or InvalidationEvent.Release => Access.Read | Access.Write,
        InvalidationEvent.ProtectionVma or InvalidationEvent.ProtectionPage => Access.Read | Access.Write,
        _ => throw new NotSupportedException($"The access table does not know {why}."),
    };
}
