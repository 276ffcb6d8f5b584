// Breaks: NSDK3003
// Bug: The callback waits for the GPU's fence whether or not the invalidation is blockable.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public sealed class Fence : IDisposable
{
    private readonly ManualResetEventSlim _signalled = new();

    public void Signal() => _signalled.Set();

    public void Await(TimeSpan limit) => _signalled.Wait(limit);

    public void Dispose() => _signalled.Dispose();
}

public interface IRing
{
    Fence SubmitTlbFlush(ulong firstPage, ulong lastPage);

    void Reset();
}

public sealed partial class GpuVm(IRing ring, Func<ulong, ulong?> lookup) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _vmLock = new("gpu vm");
    private readonly Dictionary<ulong, ulong> _pte = [];
    private ulong _flushes;

    public ulong Flushes => Volatile.Read(ref _flushes);

    [Fault(Collect = nameof(Find), Commit = nameof(Bind))]
    public partial FaultStatus Fault(AddressRange page);

    private bool Find(AddressRange page, out ulong frame)
    {
        var found = lookup(page.Start >> 12);
        frame = found ?? 0;
        return found.HasValue;
    }

    private void Bind(AddressRange page, ulong frame) => _pte[page.Start >> 12] = frame;

    [Invalidate]
    private void Unbind(AddressRange range)
    {
        var dirty = false;
        foreach (var page in range.Pages(4096))
            dirty |= _pte.Remove(page);

        if (!dirty)
            return;

        FlushAndWait(range.Start >> 12, range.Last >> 12);
    }

    private void FlushAndWait(ulong first, ulong last)
    {
        using var fence = ring.SubmitTlbFlush(first, last);
        fence.Await(TimeSpan.FromMilliseconds(100));
        _flushes++;
    }
}
