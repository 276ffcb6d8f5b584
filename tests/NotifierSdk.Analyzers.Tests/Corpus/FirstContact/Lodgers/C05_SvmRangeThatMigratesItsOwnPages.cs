// Correct: the callback accepts the device's own migrations without SetSeq; the fault that makes them holds a mutex against other faults and takes its old entry out itself before it moves the page.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface IVram
{
    bool WantsLocal(ulong virtualPage);

    void MoveHere(ulong virtualPage);

    ulong PhysicalOf(ulong virtualPage);
}

/// <summary>Shared virtual memory of one GPU: pages that it uses often move to its own memory.</summary>
public sealed class SvmRange : IntervalNotifier
{
    private const ulong PageSize = 4096;

    private readonly object _faultMutex = new(); // never taken by the callback
    private readonly object _ptLock = new();
    [GuardedBy(nameof(_ptLock))] private readonly Dictionary<ulong, ulong> _ptes = new();
    private readonly AddressSpace _process;
    private readonly IVram _vram;

    public SvmRange(AddressSpace process, IVram vram)
    {
        _process = process;
        _vram = vram;
        Owner = vram;
    }

    public bool ServiceFault(ulong address, CancellationToken cancellation)
    {
        var page = AddressRange.FromLength(address & ~(PageSize - 1), PageSize);
        var number = page.Start / PageSize;
        lock (_faultMutex)
        {
            for (var attempt = 0; attempt < 20; attempt++)
            {
                var token = ReadBegin(page, cancellation);
                if (_vram.WantsLocal(number))
                {
                    using (_process.BeginInvalidate(page, InvalidationEvent.Migrate, _vram))
                    {
                        lock (_ptLock)
                            _ptes.Remove(number); // our callback left it to us
                        _vram.MoveHere(number);
                    }
                }

                var physical = _vram.PhysicalOf(number);
                lock (_ptLock)
                {
                    if (ReadRetry(token))
                        continue;
                    _ptes[number] = physical;
                    return true;
                }
            }
        }

        return false;
    }

    public bool WithEntry(ulong address, Action<ulong> dispatch)
    {
        lock (_ptLock)
        {
            if (!_ptes.TryGetValue(address / PageSize, out var physical))
                return false;
            dispatch(physical);
            return true;
        }
    }

    public void Enable(AddressRange heap) => _process.Insert(this, heap);

    public void Disable() => Remove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.Event == InvalidationEvent.Migrate && ReferenceEquals(invalidation.Owner, Owner))
            return true;

        if (!Monitor.TryEnter(_ptLock, invalidation.IsBlockable ? -1 : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(PageSize))
                _ptes.Remove(number);
            return true;
        }
        finally
        {
            Monitor.Exit(_ptLock);
        }
    }

    protected override void WaitForCommits()
    {
        lock (_ptLock)
        {
        }
    }
}
