// Breaks: NSDK4008
// Bug: DeleteSlot removes the slot's notifier inside the scope that announces the change of the slot's own range, so the thread waits for the end of its own invalidation.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface IHostMemory
{
    ulong FrameOf(ulong hva);

    void Unmap(AddressRange range);
}

public sealed class VirtualMachine
{
    private readonly AddressSpace _space = new("vm");
    private readonly Dictionary<int, MemorySlot> _slots = new();
    private readonly object _slotsLock = new();
    private readonly IHostMemory _host;

    public VirtualMachine(IHostMemory host) => _host = host;

    public MemorySlot AddSlot(int id, AddressRange range)
    {
        var slot = new MemorySlot(_host);
        lock (_slotsLock)
        {
            if (_slots.ContainsKey(id))
                throw new ArgumentException("The slot is in use.", nameof(id));
            _space.Insert(slot, range);
            _slots.Add(id, slot);
        }

        return slot;
    }

    public bool DeleteSlot(int id)
    {
        MemorySlot? slot;
        lock (_slotsLock)
        {
            if (!_slots.Remove(id, out slot))
                return false;
        }

        using (_space.BeginInvalidate(slot.Range, InvalidationEvent.Unmap))
        {
            _host.Unmap(slot.Range);
            slot.Remove();
        }

        return true;
    }
}

public sealed class MemorySlot : IntervalNotifier
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _lock = new("slot");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _rmap = new();
    private readonly IHostMemory _host;

    internal MemorySlot(IHostMemory host) => _host = host;

    public bool Access(ulong gpa, Action<ulong> access, CancellationToken cancellationToken)
    {
        var page = AddressRange.FromLength(gpa / PageSize * PageSize, PageSize);
        for (var attempt = 0; attempt < 64; attempt++)
        {
            using (_lock.EnterScope())
            {
                if (_rmap.TryGetValue(gpa / PageSize, out var known))
                {
                    access(known);
                    return true;
                }
            }

            var token = ReadBegin(page, cancellationToken);
            var frame = _host.FrameOf(page.Start);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _rmap[gpa / PageSize] = frame;
                access(frame);
                return true;
            }
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var gfn in invalidation.Overlap.Pages(PageSize))
                _rmap.Remove(gfn);
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        _lock.Enter();
        _lock.Exit();
    }
}
