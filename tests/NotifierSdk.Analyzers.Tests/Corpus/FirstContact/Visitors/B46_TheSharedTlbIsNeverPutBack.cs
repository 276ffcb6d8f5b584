// Breaks: NSDK5008
// Bug: each context gets the shared notifier of the space, and its Dispose does not put it back.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class SharedTlb : RangeNotifier
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _contexts = [];
    private readonly Action<ulong, AddressRange> _flush;

    public SharedTlb(Action<ulong, AddressRange> flush)
        : base(RangeNotifierKind.SecondaryTlbs)
    {
        _flush = flush;
    }

    public void Join(ulong context)
    {
        lock (_lock)
            _contexts.Add(context);
    }

    public void Leave(ulong context)
    {
        lock (_lock)
            _contexts.Remove(context);
        _flush(context, AddressRange.All);
    }

    protected override void InvalidateSecondaryTlbs(AddressRange range)
    {
        lock (_lock)
        {
            foreach (var context in _contexts)
                _flush(context, range);
        }
    }
}

public sealed class DeviceContext : IDisposable
{
    private readonly AddressSpace _space;
    private readonly SharedTlb _tlb;
    private readonly ulong _id;
    private bool _disposed;

    public DeviceContext(AddressSpace space, ulong id, Action<ulong, AddressRange> flush)
    {
        _space = space;
        _id = id;
        _tlb = space.Get(() => new SharedTlb(flush));
        _tlb.Join(id);
    }

    public bool IsAlive => !_disposed && !_space.IsReleased;

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _tlb.Leave(_id);
    }
}
