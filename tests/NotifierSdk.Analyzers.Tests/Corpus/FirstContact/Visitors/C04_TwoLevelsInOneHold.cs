// Correct: the two levels of the table are filled by helpers in the same hold of the lock in which ReadRetry was asked.
using System;
using System.Collections.Generic;
using NotifierSdk;

public sealed class TwoLevelTable(Func<ulong, ulong> physical) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("two levels");
    [ShadowState, GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong[]> _leaves = [];

    private const int PageShift = 12;
    private const int Fan = 512;

    public ulong? Walk(ulong address)
    {
        using (_lock.EnterScope())
        {
            if (!_leaves.TryGetValue(Directory(address), out var leaf))
                return null;
            var entry = leaf[Slot(address)];
            return entry == 0 ? null : entry & ~0xFFFul;
        }
    }

    public FaultOutcome Map(AddressRange page)
    {
        try
        {
            for (var attempt = 0; attempt < 30; attempt++)
            {
                var token = ReadBegin(page, TimeSpan.FromSeconds(2));
                var frame = physical(page.Start);
                var spare = new ulong[Fan];
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        continue;
                    Install(page.Start, frame, spare);
                }

                return FaultStatus.Completed;
            }
        }
        catch (FaultException error)
        {
            return new FaultOutcome(error.Status, error);
        }

        return FaultStatus.Collided;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(1 << PageShift))
            {
                var address = number << PageShift;
                if (!_leaves.TryGetValue(Directory(address), out var leaf))
                    continue;
                leaf[Slot(address)] = 0;
                if (!leaf.AsSpan().ContainsAnyExcept(0ul))
                    _leaves.Remove(Directory(address));
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private static ulong Directory(ulong address) => (address >> PageShift) / Fan;

    private static int Slot(ulong address) => (int)((address >> PageShift) % Fan);

    [RequiresLock(nameof(_lock))]
    private void Install(ulong address, ulong frame, ulong[] spare)
    {
        if (!_leaves.TryGetValue(Directory(address), out var leaf))
        {
            leaf = spare;
            _leaves.Add(Directory(address), leaf);
        }

        SetEntry(leaf, Slot(address), frame);
    }

    private static void SetEntry(ulong[] leaf, int slot, ulong frame) => leaf[slot] = (frame & ~0xFFFul) | 1;
}
