// Breaks: NSDK2015
// Bug: The processor loop faults again at once, as often as the fault collides, without waiting until the range can be read.
// Today: nothing: a loop that can be canceled is none that never ends
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public sealed partial class GuestMmu(Func<ulong, ulong?> walk) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("guest mmu");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _entries = [];

    [Fault(Collect = nameof(Walk), Commit = nameof(Enter), MaxAttempts = 4)]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryTranslate(ulong address, out ulong host)
    {
        using (_lock.EnterScope())
        {
            var found = _entries.TryGetValue(address >> 12, out var frame);
            host = (frame << 12) | (address & 0xfff);
            return found;
        }
    }

    private bool Walk(AddressRange page, out ulong frame)
    {
        var found = walk(page.Start >> 12);
        frame = found ?? 0;
        return found.HasValue;
    }

    private void Enter(AddressRange page, ulong frame) => _entries[page.Start >> 12] = frame;

    [Invalidate]
    private void Flush(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _entries.Remove(page);
    }
}

public sealed class Vcpu(GuestMmu mmu, Func<ulong, ulong> step)
{
    private long _exits;

    public long Exits => Volatile.Read(ref _exits);

    public ulong Run(ulong pc, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            ulong host;
            while (!mmu.TryTranslate(pc, out host))
            {
                _exits++;
                if (!Resolve(pc, stop))
                    return pc;
            }

            pc = step(host);
        }

        return pc;
    }

    private bool Resolve(ulong pc, CancellationToken stop)
    {
        var page = AddressRange.FromLength(pc & ~0xffful, 4096);
        FaultStatus status;
        do
        {
            if (stop.IsCancellationRequested)
                return false;
            status = mmu.Fault(page);
        }
        while (status == FaultStatus.Collided);

        return status == FaultStatus.Completed;
    }
}
