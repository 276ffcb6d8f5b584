// Correct: When the middle of its range is unmapped, the callback shrinks itself and inserts a successor in one batch, computed and applied under the lock that both share.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;



public sealed class MirrorGroup(Func<AddressRange, int> count)
{
    public DriverLock Lock { get; } = new("mirror group");

    public SortedDictionary<ulong, int> Pages { get; } = [];

    public HashSet<SplittingMirror> Members { get; } = [];

    public int Count(AddressRange page) => count(page);
}

public sealed partial class SplittingMirror : IntervalNotifier
{
    private readonly MirrorGroup _group;

    private SplittingMirror(MirrorGroup group) => _group = group;

    [DriverLock] private DriverLock Lock => _group.Lock;

    public static SplittingMirror Start(AddressSpace space, MirrorGroup group, AddressRange range)
    {
        var first = new SplittingMirror(group);
        using (group.Lock.EnterScope())
        {
            space.Insert(first, range);
            group.Members.Add(first);
        }

        return first;
    }

    public static void Stop(MirrorGroup group)
    {
        while (true)
        {
            SplittingMirror[] members;
            using (group.Lock.EnterScope())
            {
                members = [.. group.Members];
                group.Members.Clear();
            }

            if (members.Length == 0)
                return;
            foreach (var member in members)
                member.TryRemove();
        }
    }

    [Fault(Collect = nameof(Count), Commit = nameof(Remember))]
    public partial FaultStatus Scan(AddressRange page);

    private int Count(AddressRange page) => _group.Count(page);

    private void Remember(AddressRange page, int objects) => _group.Pages[page.Start >> 12] = objects;

    [Invalidate]
    private void Drop(in Invalidation change)
    {
        var gone = change.Overlap;
        foreach (var number in gone.Pages(4096))
            _group.Pages.Remove(number);

        if (change.Event != InvalidationEvent.Unmap || !_group.Members.Contains(this) || Space is not { } space)
            return;

        var present = Range;
        if (!present.Overlaps(gone))
            return;

        var (before, after) = present.Subtract(gone);
        var batch = (before, after) switch
        {
            ({ } low, { } high) => Split(present, low, high),
            ({ } low, null) => new NotifierBatch().Update(this, present, low),
            (null, { } high) => new NotifierBatch().Update(this, present, high),
            _ => Leave(),
        };
        try
        {
            space.Apply(batch);
        }
        catch (ObjectDisposedException)
        {
            // The space ends: its owner will stop the whole group.
        }
    }

    private NotifierBatch Leave()
    {
        _group.Members.Remove(this);
        return new NotifierBatch().RemoveLater(this);
    }

    private NotifierBatch Split(AddressRange present, AddressRange low, AddressRange high)
    {
        var successor = new SplittingMirror(_group);
        _group.Members.Add(successor);
        return new NotifierBatch()
            .Update(this, present, low)
            .Insert(successor, high);
    }
}
