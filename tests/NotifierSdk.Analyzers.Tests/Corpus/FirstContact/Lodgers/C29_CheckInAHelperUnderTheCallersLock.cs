// Correct: ReadRetry stands in a helper that takes no lock; the helper requires the lock, and its only caller holds it from before the check until after the commit.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class Thunk(ulong target, byte[] stub)
{
    public ulong Target => target;

    public byte[] Stub => stub;
}

/// <summary>Call thunks into guest functions, for a binary translator's system-call layer.</summary>
public sealed class ThunkTable : IntervalNotifier, IDisposable
{
    private const ulong MaxPrologue = 16;

    private readonly DriverLock _lock = new("thunks");
    [ShadowState, GuardedBy(nameof(_lock))] private readonly SortedList<ulong, Thunk> _thunks = [];
    private readonly Func<ulong, byte[]> _assemble;

    public ThunkTable(Func<ulong, byte[]> assemble) => _assemble = assemble;

    public FaultStatus Prepare(ulong function, CancellationToken cancellationToken)
    {
        var prologue = AddressRange.FromLength(function, MaxPrologue);
        for (var attempt = 1; ; attempt++)
        {
            var token = ReadBegin(prologue, cancellationToken);
            var thunk = new Thunk(function, _assemble(function));

            _lock.Enter();
            try
            {
                if (TryCommit(token, thunk))
                    return FaultStatus.Completed;
            }
            finally
            {
                _lock.Exit();
            }

            if (attempt == 30)
                return FaultStatus.Collided;
        }
    }

    [RequiresLock(nameof(_lock))]
    private bool TryCommit(ReadToken token, Thunk thunk)
    {
        if (ReadRetry(token))
            return false;
        _thunks[thunk.Target] = thunk;
        return true;
    }

    public bool Call(ulong function, Action<Thunk> call)
    {
        using (_lock.EnterScope())
        {
            if (!_thunks.TryGetValue(function, out var thunk))
                return false;
            call(thunk);
            return true;
        }
    }

    public void Attach(AddressSpace guest, AddressRange text) => guest.Insert(this, text);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            DropOverlapping(invalidation.Overlap);
            return true;
        }
    }

    [RequiresLock(nameof(_lock))]
    private void DropOverlapping(AddressRange range)
    {
        for (var i = _thunks.Count - 1; i >= 0; i--)
        {
            if (AddressRange.FromLength(_thunks.Keys[i], MaxPrologue).Overlaps(range))
                _thunks.RemoveAt(i);
        }
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    public void Dispose() => TryRemove();
}
