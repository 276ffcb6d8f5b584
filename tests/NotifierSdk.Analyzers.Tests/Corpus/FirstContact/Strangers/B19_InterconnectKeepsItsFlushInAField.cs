// Breaks: NSDK3008
// Bug: The start leaves the flush that it began in a field of the driver, where the start of a second invalidation overwrites it before the finish of the first has waited for it.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public interface IFlush
{
    bool Poll();
}

public interface IFabric
{
    IFlush BeginFlush(ulong firstPage, ulong lastPage);

    long Attach(ulong page);

    void Detach(long handle);
}

public sealed partial class FabricWindow : IntervalNotifier
{
    private readonly IFabric _fabric;
    private readonly long[] _handles;
    private readonly ulong _base;
    private IFlush? _flush;

    [DriverLock] private readonly Lock _lock = new();

    public FabricWindow(IFabric fabric, AddressRange window)
    {
        _fabric = fabric;
        _base = window.Start / 4096;
        _handles = new long[window.Last / 4096 - _base + 1];
    }

    [Fault(Collect = nameof(Attach), Commit = nameof(Publish), Discard = nameof(Detach))]
    public partial FaultStatus Fault(AddressRange page);

    private long Attach(AddressRange page) => _fabric.Attach(page.Start / 4096);

    private void Publish(AddressRange page, long handle)
    {
        ref var place = ref _handles[page.Start / 4096 - _base];
        var former = place;
        place = handle;
        if (former != 0)
            _fabric.Detach(former);
    }

    private void Detach(long handle) => _fabric.Detach(handle);

    [InvalidateStart]
    private bool BeginDrop(in Invalidation change)
    {
        if (!change.IsBlockable)
            return false;

        var first = change.Overlap.Start / 4096;
        var last = change.Overlap.Last / 4096;
        foreach (ref var handle in _handles.AsSpan((int)(first - _base), (int)(last - first) + 1))
        {
            if (handle != 0)
                _fabric.Detach(handle);
            handle = 0;
        }

        _flush = _fabric.BeginFlush(first, last);
        return true;
    }

    [InvalidateFinish]
    private void EndDrop()
    {
        var wait = new SpinWait();
        while (_flush is { } flush && !flush.Poll())
            wait.SpinOnce();
    }
}
