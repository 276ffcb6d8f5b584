// Breaks: NSDK5009
// Bug: Shutdown sets the doorbell to null without the lock before it removes the notifier, and the callback uses the doorbell without a test.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class Doorbell
{
    private long _rings;

    public long Rings => Volatile.Read(ref _rings);

    /// <summary>Returns when the device has given the buffer back.</summary>
    public void RingInvalidate(ulong page) => Interlocked.Increment(ref _rings);
}

/// <summary>Receive buffers of a user-space network driver.</summary>
public sealed class ReceiveRing : IntervalNotifier
{
    private const ulong PageSize = 2048;

    private readonly object _ringLock = new();
    private readonly Dictionary<ulong, ulong> _slots = new();
    private readonly Func<ulong, ulong> _ioAddress;
    private Doorbell? _doorbell;

    public ReceiveRing(Doorbell doorbell, Func<ulong, ulong> ioAddress)
    {
        _doorbell = doorbell;
        _ioAddress = ioAddress;
    }

    public void Start(AddressSpace space, AddressRange buffers) => space.Insert(this, buffers);

    public bool Post(ulong address, CancellationToken cancellation)
    {
        var number = address / PageSize;
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var token = ReadBegin(AddressRange.FromLength(number * PageSize, PageSize), cancellation);
            var io = _ioAddress(number);
            lock (_ringLock)
            {
                if (ReadRetry(token))
                    continue;
                _slots[number] = io;
                return true;
            }
        }

        return false;
    }

    public bool Receive(ulong address, Action<ulong> copy)
    {
        lock (_ringLock)
        {
            if (!_slots.TryGetValue(address / PageSize, out var io))
                return false;
            copy(io);
            return true;
        }
    }

    public void Shutdown()
    {
        _doorbell = null; // the device is gone
        Remove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_ringLock, invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(PageSize))
            {
                if (_slots.Remove(number))
                    _doorbell!.RingInvalidate(number);
            }

            return true;
        }
        finally
        {
            Monitor.Exit(_ringLock);
        }
    }

    protected override void WaitForCommits()
    {
        lock (_ringLock)
        {
        }
    }
}
