using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

namespace Drivers;

/// <summary>A registered memory region.</summary>
/// <param name="log">What happened, in order.</param>
/// <param name="whileCollecting">Runs in the middle of a collect.</param>
public sealed partial class Umem(List<string> log, Func<ReadSection, bool> whileCollecting) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();

    [Invalidate]
    private void Unmap(in Invalidation invalidation) => log.Add($"unmap {invalidation.Range} locked={_lock.IsHeldByCurrentThread}");

    /// <summary>Maps the range.</summary>
    [Fault(Collect = nameof(Pin), Commit = nameof(Map), Discard = nameof(Unpin), MaxAttempts = 3)]
    public partial FaultStatus Fault(AddressRange range, CancellationToken cancellationToken = default);

    private bool Pin(AddressRange range, ReadSection section, out int[] pages)
    {
        log.Add($"pin {section.Attempt} locked={_lock.IsHeldByCurrentThread}");
        pages = [section.Attempt];
        return whileCollecting(section);
    }

    private void Map(AddressRange range, int[] pages) => log.Add($"map {pages[0]} locked={_lock.IsHeldByCurrentThread}");

    private void Unpin(int[] pages) => log.Add($"unpin {pages[0]} locked={_lock.IsHeldByCurrentThread}");
}
