// Correct: After a collision the processor loop waits until the range can be read, for a limited time, before it faults again, a limited number of times.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;



public sealed partial class PatientMmu(Func<ulong, ulong?> walk) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("patient mmu");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _entries = [];

    [Fault(Collect = nameof(Walk), Commit = nameof(Enter), MaxAttempts = 4)]
    public partial FaultStatus Fault(AddressRange page);

    public ulong? Translate(ulong page)
    {
        using (_lock.EnterScope())
            return _entries.TryGetValue(page, out var frame) ? frame : null;
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

public sealed class PatientVcpu(PatientMmu mmu)
{
    public async Task<ulong?> ResolveAsync(ulong page, CancellationToken stop)
    {
        var range = AddressRange.FromLength(page << 12, 4096);
        for (var round = 0; round < 10; round++)
        {
            if (mmu.Translate(page) is { } frame)
                return frame;

            switch (mmu.Fault(range))
            {
                case FaultStatus.Completed:
                    continue;
                case FaultStatus.Collided or FaultStatus.TimedOut:
                    var readable = await mmu.WaitReadableAsync(range, TimeSpan.FromMilliseconds(20 << round), stop);
                    if (readable is FaultStatus.Removed or FaultStatus.Released)
                        return null;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }
}
