// Breaks: NSDK3003
// Bug: the callback waits for the engine to become idle, whether the invalidation is blockable or not.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class BlitEngine
{
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private int _running;

    public void Started()
    {
        if (Interlocked.Increment(ref _running) == 1)
            _idle.Reset();
    }

    public void Finished()
    {
        if (Interlocked.Decrement(ref _running) == 0)
            _idle.Set();
    }

    public void Quiesce() => _idle.Wait();
}

public sealed partial class BlitSurfaces : IntervalNotifier
{
    [DriverLock] private readonly Lock _lock = new();

    [GuardedBy(nameof(_lock))]
    private readonly HashSet<ulong> _bound = [];

    private readonly BlitEngine _engine;
    private readonly Func<AddressRange, bool> _isBacked;

    public BlitSurfaces(BlitEngine engine, Func<AddressRange, bool> isBacked)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        _isBacked = isBacked;
    }

    [Fault(Collect = nameof(Probe), Commit = nameof(Bind), TimeoutMilliseconds = 500)]
    public partial bool TryBind(AddressRange page, CancellationToken cancellationToken = default);

    public bool IsBound(ulong page)
    {
        lock (_lock)
            return _bound.Contains(page);
    }

    private bool Probe(AddressRange page, out ulong start)
    {
        start = page.Start;
        return _isBacked(page);
    }

    private void Bind(ulong start) => _bound.Add(start);

    [Invalidate]
    private void Unbind(in Invalidation invalidation)
    {
        var overlap = invalidation.Overlap;
        if (_bound.RemoveWhere(page => overlap.Contains(page)) > 0)
            Settle();
    }

    private void Settle()
    {
        Thread.MemoryBarrier();
        _engine.Quiesce();
    }
}
