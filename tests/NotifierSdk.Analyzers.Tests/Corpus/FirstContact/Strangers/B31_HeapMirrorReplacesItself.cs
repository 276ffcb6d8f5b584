// Breaks: NSDK5007
// Bug: When the tail of its range is unmapped, the callback removes the notifier and inserts a successor for the rest in two separate steps, and a change between them reaches neither.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;



public sealed class HeapShadow
{
    public DriverLock Lock { get; } = new("heap mirror");

    public SortedDictionary<ulong, int> Objects { get; } = [];

    public List<HeapMirror> Mirrors { get; } = [];
}

public sealed partial class HeapMirror(HeapShadow shadow, Func<AddressRange, int> count) : IntervalNotifier
{
    private readonly HeapShadow _shadow = shadow;

    [DriverLock] private DriverLock Lock => _shadow.Lock;

    [Fault(Collect = nameof(CountObjects), Commit = nameof(Remember))]
    public partial FaultStatus Scan(AddressRange page);

    private int CountObjects(AddressRange page) => count(page);

    private void Remember(AddressRange page, int objects) => _shadow.Objects[page.Start] = objects;

    [Invalidate]
    private void Drop(in Invalidation change)
    {
        var gone = change.Overlap;
        foreach (var page in _shadow.Objects.Keys.Where(page => gone.Contains(page)).ToArray())
            _shadow.Objects.Remove(page);

        if (change.Event != InvalidationEvent.Unmap || Space is not { } space)
            return;

        var (before, after) = Range.Subtract(gone);
        if (after is null && before is { } rest)
            Shrink(space, rest);
    }

    private void Shrink(AddressSpace space, AddressRange rest)
    {
        var successor = new HeapMirror(_shadow, count);
        RemoveLater();
        _shadow.Mirrors.Remove(this);
        space.Insert(successor, rest);
        _shadow.Mirrors.Add(successor);
    }
}
