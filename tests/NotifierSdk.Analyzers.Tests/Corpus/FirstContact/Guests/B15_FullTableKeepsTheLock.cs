// Breaks: NSDK4002
// Bug: when the table of slots is full, the fault returns with the lock held.
using System;
using System.Threading;
using NotifierSdk;

public interface IBacking
{
    long FrameOf(ulong page);
}

/// <summary>A small, fully associative TLB with a fixed number of slots, as the hardware has it.</summary>
public class FixedTlb : IntervalNotifier, IDisposable
{
    private const int Slots = 64;
    private const int Attempts = 20;
    private const ulong PageSize = 4096;

    private struct Slot
    {
        public bool Used;
        public bool Wired;
        public ulong Page;
        public long Frame;
    }

    private readonly DriverLock _lock = new DriverLock("fixed tlb");
    private readonly Slot[] _slots = new Slot[Slots];
    private readonly IBacking _backing;

    public FixedTlb(IBacking backing)
    {
        _backing = backing;
    }

    public bool Enter(ulong page, bool wired, CancellationToken cancel)
    {
        AddressRange range = AddressRange.FromLength(page * PageSize, PageSize);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            ReadToken token = ReadBegin(range, cancel);
            long frame = _backing.FrameOf(page);

            _lock.Enter();
            if (ReadRetry(token))
            {
                _lock.Exit();
                continue;
            }

            int slot = Victim(page);
            if (slot < 0)
            {
                return false; // everything is wired down
            }

            _slots[slot] = new Slot { Used = true, Wired = wired, Page = page, Frame = frame };
            _lock.Exit();
            return true;
        }

        return false;
    }

    public bool Access(ulong page, Action<long> access)
    {
        using (_lock.EnterScope())
        {
            foreach (Slot slot in _slots)
            {
                if (slot.Used && slot.Page == page)
                {
                    access(slot.Frame);
                    return true;
                }
            }
        }

        return false;
    }

    public void Dispose()
    {
        TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out DriverLock.Scope scope))
        {
            return false;
        }

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            AddressRange gone = invalidation.Overlap.AlignOutward(PageSize);
            for (int i = 0; i < Slots; i++)
            {
                if (_slots[i].Used && gone.Contains(_slots[i].Page * PageSize))
                {
                    _slots[i] = default(Slot);
                }
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

    // The slot that has the page already, or a free one, or one that is not wired.
    private int Victim(ulong page)
    {
        int free = -1;
        for (int i = 0; i < Slots; i++)
        {
            if (_slots[i].Used && _slots[i].Page == page)
            {
                return i;
            }

            if (!_slots[i].Used || (free < 0 && !_slots[i].Wired))
            {
                free = i;
            }
        }

        return free;
    }
}
