// Correct: Close releases what the table has and takes it away under the driver lock, and the callback asks for it under the same lock.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class LockedCloseImporter(Func<AddressRange, nint> import, Action<nint> release) : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("locked close");
    [GuardedBy(nameof(_lock))] private Dictionary<ulong, nint>? _handles = [];

    public FaultStatus Import(AddressRange page)
    {
        var attempts = 9;
    next:
        if (attempts-- == 0)
            return FaultStatus.Collided;

        var status = TryReadBegin(page, TimeSpan.FromSeconds(3), out var token);
        if (status != FaultStatus.Completed)
            return status;

        var handle = import(page);
        using (_lock.EnterScope())
        {
            if (!ReadRetry(token))
            {
                if (_handles is { } table)
                {
                    if (table.Remove(page.Start >> 12, out var former))
                        release(former);
                    table.Add(page.Start >> 12, handle);
                    return FaultStatus.Completed;
                }

                status = FaultStatus.Unavailable;
            }
        }

        release(handle);
        if (status == FaultStatus.Unavailable)
            return status;
        goto next;
    }

    public void Close()
    {
        using (_lock.EnterScope())
        {
            if (_handles is null)
                return;
            foreach (var handle in _handles.Values)
                release(handle);
            _handles = null;
        }
    }

    public void Dispose()
    {
        TryRemove();
        Close();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            if (_handles is { } table)
            {
                foreach (var page in invalidation.Overlap.Pages(4096))
                {
                    if (table.Remove(page, out var handle))
                        release(handle);
                }
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
