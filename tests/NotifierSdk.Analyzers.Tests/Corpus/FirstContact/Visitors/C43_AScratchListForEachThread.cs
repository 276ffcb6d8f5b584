// Correct: what each thread has of its own is only scratch space, which is cleared before each use and holds nothing between uses.
using System;
using System.Collections.Generic;
using NotifierSdk;

public sealed partial class ScratchyMirror : IntervalNotifier
{
    [ThreadStatic] private static List<ulong>? t_scratch;

    private readonly Func<ulong, ulong> _walk;

    [DriverLock] private readonly DriverLock _lock = new("scratchy");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _frames = [];

    public ScratchyMirror(Func<ulong, ulong> walk) => _walk = walk;

    private static List<ulong> Scratch
    {
        get
        {
            var list = t_scratch ??= new List<ulong>(64);
            list.Clear();
            return list;
        }
    }

    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);

    public ulong[] ResidentIn(AddressRange range)
    {
        using (_lock.EnterScope())
        {
            var resident = Scratch;
            Select(range, resident);
            resident.Sort();
            return [.. resident];
        }
    }

    public ulong? Find(ulong page)
    {
        using (_lock.EnterScope())
            return _frames.TryGetValue(page, out var frame) ? frame : null;
    }

    private ulong Walk(AddressRange page) => _walk(page.Start);

    private void Enter(AddressRange page, ulong frame) => _frames[page.Start] = frame;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        var gone = Scratch;
        Select(range, gone);
        foreach (var page in gone)
            _frames.Remove(page);
    }

    [RequiresLock(nameof(_lock))]
    private void Select(AddressRange range, List<ulong> into)
    {
        foreach (var page in _frames.Keys)
        {
            if (range.Contains(page))
                into.Add(page);
        }
    }
}
