// Breaks: NSDK4004
// Bug: the idle path of the derived class calls a helper of its base that requires the lock, and does not hold it.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public abstract class FrameTable : IntervalNotifier
{
    protected readonly DriverLock Gate = new("frame table");

    [GuardedBy(nameof(Gate))]
    private readonly Dictionary<ulong, (ulong Frame, int Age)> _table = [];

    [RequiresLock(nameof(Gate))]
    protected void Put(ulong page, ulong frame) => _table[page] = (frame, 0);

    [RequiresLock(nameof(Gate))]
    protected int Trim(int maxAge)
    {
        var old = _table.Where(pair => pair.Value.Age > maxAge).Select(pair => pair.Key).ToList();
        old.ForEach(page => Discard(page));
        return old.Count;
    }

    [RequiresLock(nameof(Gate))]
    private void Discard(ulong page) => _table.Remove(page);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Gate.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            foreach (var page in _table.Keys.Where(page => range.Contains(page)).ToArray())
                _table.Remove(page);
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        using (Gate.EnterScope())
        {
        }
    }
}

public sealed class AgingFrames(Func<ulong, ulong> walk, int maxAge, Action<string> log) : FrameTable
{
    public bool Fault(AddressRange page)
    {
        for (var attempt = 0; attempt < 15; attempt++)
        {
            var token = ReadBegin(page);
            var frame = walk(page.Start);
            using (Gate.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                if (Trim(maxAge) > 100)
                    log("many old frames");
                Put(page.Start, frame);
                return true;
            }
        }

        return false;
    }

    public void OnIdle(bool deep)
    {
        var trimmed = deep ? Trim(0) : 0;
        if (trimmed > 0)
            log($"{trimmed} frames trimmed");
    }
}
