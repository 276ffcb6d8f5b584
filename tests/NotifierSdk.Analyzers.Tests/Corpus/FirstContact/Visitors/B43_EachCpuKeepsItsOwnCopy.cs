// Breaks: NSDK3011
// Bug: each virtual processor has its own fast table, and the callback empties only that of the thread that it runs on.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed partial class VirtualCpuTlb(Func<ulong, ulong> walk) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("vcpu tlb");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _shared = [];
    private readonly ThreadLocal<FastTable> _fast = new(() => new FastTable());

    private sealed class FastTable
    {
        private readonly (ulong Page, ulong Frame)[] _slots = new (ulong, ulong)[64];

        public bool TryGet(ulong page, out ulong frame)
        {
            ref readonly var slot = ref _slots[(page >> 12) % 64];
            frame = slot.Frame;
            return slot.Page == page && page != 0;
        }

        public void Put(ulong page, ulong frame) => _slots[(page >> 12) % 64] = (page, frame);

        public void Flush() => Array.Clear(_slots);
    }

    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryTranslate(ulong page, out ulong frame)
    {
        if (_fast.Value!.TryGet(page, out frame))
            return true;
        using (_lock.EnterScope())
        {
            if (!_shared.TryGetValue(page, out frame))
                return false;
            _fast.Value.Put(page, frame);
            return true;
        }
    }

    private ulong Walk(AddressRange page) => walk(page.Start);

    private void Enter(AddressRange page, ulong frame) => _shared[page.Start] = frame;

    [Invalidate]
    private void Shootdown(AddressRange range)
    {
        foreach (var page in _shared.Keys.Where(page => range.Contains(page)).ToArray())
            _shared.Remove(page);
        _fast.Value!.Flush();
    }
}
