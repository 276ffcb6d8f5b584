// Correct: A session inserts its mirror at each connect and removes it at each disconnect; several paths may close it, so they ask by TryRemove.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public sealed partial class ReconnectingMirror(Func<AddressRange, int> hash) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("reconnecting mirror");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, int> _hashes = [];

    [Fault(Collect = nameof(Hash), Commit = nameof(Keep))]
    public partial FaultStatus Fault(AddressRange page);

    private int Hash(AddressRange page) => hash(page);

    private void Keep(AddressRange page, int value) => _hashes[page.Start >> 12] = value;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _hashes.Remove(page);
    }
}

public sealed class ReconnectingSession(AddressSpace space, AddressRange range, Func<AddressRange, int> hash) : IDisposable
{
    private readonly SemaphoreSlim _transitions = new(1);
    private readonly ReconnectingMirror _mirror = new(hash);
    private bool _connected;

    public event Action<bool>? Changed;

    public bool Connect()
    {
        _transitions.Wait();
        try
        {
            if (_connected)
                return false;
            space.Insert(_mirror, range);
            _connected = true;
        }
        finally
        {
            _transitions.Release();
        }

        Changed?.Invoke(true);
        return true;
    }

    public FaultStatus Sync(AddressRange page) => _mirror.Fault(page);

    public bool Disconnect()
    {
        _transitions.Wait();
        bool removed;
        try
        {
            removed = _mirror.TryRemove();
            _connected = false;
        }
        finally
        {
            _transitions.Release();
        }

        if (removed)
            Changed?.Invoke(false);
        return removed;
    }

    public void Dispose()
    {
        Disconnect();
        _transitions.Dispose();
    }
}
