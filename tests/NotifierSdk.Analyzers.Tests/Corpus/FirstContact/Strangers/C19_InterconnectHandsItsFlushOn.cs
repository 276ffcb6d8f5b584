// Correct: The start begins a flush and hands its number on in the finish state; only the highest number that has completed is kept in a field.
using System;
using System.Threading;
using NotifierSdk;



public interface IFabricPort
{
    ulong BeginFlush(ulong firstPage, ulong lastPage);

    ulong CompletedFlush { get; }

    long Attach(ulong page);

    void Detach(long handle);
}

public sealed partial class NumberedWindow : IntervalNotifier
{
    private readonly IFabricPort _port;
    private readonly long[] _handles;
    private readonly ulong _base;
    private ulong _completed;

    [DriverLock] private readonly Lock _lock = new();

    public NumberedWindow(IFabricPort port, AddressRange window)
    {
        _port = port;
        _base = window.Start >> 12;
        _handles = new long[(window.Last >> 12) - _base + 1];
    }

    [Fault(Collect = nameof(Attach), Commit = nameof(Publish), Discard = nameof(Detach))]
    public partial FaultStatus Fault(AddressRange page);

    private long Attach(AddressRange page) => _port.Attach(page.Start >> 12);

    private void Publish(AddressRange page, long handle)
    {
        var former = Interlocked.Exchange(ref _handles[(page.Start >> 12) - _base], handle);
        if (former != 0)
            _port.Detach(former);
    }

    private void Detach(long handle) => _port.Detach(handle);

    [InvalidateStart]
    private bool BeginDrop(in Invalidation change, out FinishState finish)
    {
        finish = default;
        if (!change.IsBlockable)
            return false;

        var (first, last) = (change.Overlap.Start >> 12, change.Overlap.Last >> 12);
        foreach (ref var handle in _handles.AsSpan((int)(first - _base), (int)(last - first) + 1))
        {
            if (handle == 0)
                continue;
            _port.Detach(handle);
            handle = 0;
        }

        finish = new FinishState(null, _port.BeginFlush(first, last));
        return true;
    }

    [InvalidateFinish]
    private void EndDrop(FinishState finish)
    {
        if (Volatile.Read(ref _completed) >= finish.Value)
            return;

        var wait = new SpinWait();
        ulong seen;
        while ((seen = _port.CompletedFlush) < finish.Value)
            wait.SpinOnce();

        ulong known;
        do
        {
            known = Volatile.Read(ref _completed);
        }
        while (known < seen && Interlocked.CompareExchange(ref _completed, seen, known) != known);
    }
}
