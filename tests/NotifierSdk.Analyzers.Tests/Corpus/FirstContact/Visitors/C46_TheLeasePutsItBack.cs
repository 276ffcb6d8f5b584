// Correct: a lease object gets the shared notifier of the space and puts it back when its owner disposes it.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class FlushingTlb(Action<ulong, AddressRange> flush) : RangeNotifier(RangeNotifierKind.SecondaryTlbs)
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _contexts = [];

    public void Join(ulong context)
    {
        lock (_lock)
            _contexts.Add(context);
    }

    public void Leave(ulong context)
    {
        lock (_lock)
            _contexts.Remove(context);
        flush(context, AddressRange.All);
    }

    protected override void InvalidateSecondaryTlbs(AddressRange range)
    {
        lock (_lock)
        {
            foreach (var context in _contexts)
                flush(context, range);
        }
    }
}

public sealed class TlbLease : IDisposable
{
    private readonly AddressSpace _space;
    private FlushingTlb? _tlb;

    public TlbLease(AddressSpace space, Action<ulong, AddressRange> flush)
    {
        _space = space;
        _tlb = space.Get(() => new FlushingTlb(flush));
    }

    public FlushingTlb Tlb => _tlb ?? throw new ObjectDisposedException(nameof(TlbLease));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _tlb, null) is { } tlb)
            _space.Put(tlb);
    }
}

public sealed class ProcessContext : IDisposable
{
    private readonly TlbLease _lease;
    private readonly ulong _id;
    private int _disposed;

    public ProcessContext(AddressSpace space, ulong id, Action<ulong, AddressRange> flush)
    {
        _lease = new TlbLease(space, flush);
        _id = id;
        _lease.Tlb.Join(id);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _lease.Tlb.Leave(_id);
        _lease.Dispose();
    }
}
