// Breaks: NSDK3008
// Bug: the start keeps its flush ticket in a field, where the start of a second invalidation overwrites it; the finish of the first one then waits for the wrong flush.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public sealed class FlushTicket
{
    private readonly ManualResetEventSlim _done = new();

    public void Complete() => _done.Set();

    public void Wait() => _done.Wait();
}

/// <summary>The invalidation queue of an SMMU. It completes tickets from its own event thread.</summary>
public interface ICommandQueue
{
    FlushTicket BeginFlush(ushort asid, AddressRange range);
}

public interface ICpuTables
{
    bool TryWalk(ulong page, out ulong physical);
}

/// <summary>Shared virtual addressing: what one device may see of a process.</summary>
public sealed partial class SvaBond : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("sva bond");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _ioPtes = [];
    private readonly ICommandQueue _queue;
    private readonly ICpuTables _cpu;
    private readonly ushort _asid;
    private FlushTicket? _flush;

    public SvaBond(ICommandQueue queue, ICpuTables cpu, ushort asid)
    {
        _queue = queue;
        _cpu = cpu;
        _asid = asid;
    }

    [Fault(Collect = nameof(Walk), Commit = nameof(Map), MaxAttempts = 24)]
    public partial FaultStatus HandlePageRequest(AddressRange page);

    /// <summary>The device's walker. Its own cache is what the flush empties.</summary>
    public bool TryDeviceWalk(ulong address, out ulong physical)
    {
        using (_lock.EnterScope())
            return _ioPtes.TryGetValue(address / PageSize, out physical);
    }

    public void Dispose() => TryRemove();

    [InvalidateStart]
    private bool BeginUnmap(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false; // the flush takes a while

        foreach (var page in invalidation.Overlap.Pages(PageSize))
            _ioPtes.Remove(page);
        _flush = _queue.BeginFlush(_asid, invalidation.Overlap);
        return true;
    }

    [InvalidateFinish]
    private void EndUnmap()
    {
        _flush?.Wait();
    }

    private bool Walk(AddressRange page, out ulong physical) => _cpu.TryWalk(page.Start / PageSize, out physical);

    private void Map(AddressRange page, ulong physical) => _ioPtes[page.Start / PageSize] = physical;
}
