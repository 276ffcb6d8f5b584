// Correct: reclaim announces without waiting first, and with waiting only if its caller can; each of the two scopes is ended by its own using, and after a refusal there is no scope to end.
using System;
using System.Collections.Generic;
using NotifierSdk;


/// <summary>Anonymous pages with a limit. It owns the mapping.</summary>
public sealed class PagePool(AddressSpace space)
{
    public const ulong PageSize = 4096;

    private readonly object _poolLock = new(); // not held around announcements
    private readonly Dictionary<ulong, byte[]> _resident = [];

    public byte[] Touch(ulong page)
    {
        lock (_poolLock)
        {
            if (!_resident.TryGetValue(page, out var bytes))
                _resident.Add(page, bytes = new byte[PageSize]);
            return bytes;
        }
    }

    /// <summary>Gives a page back. From an allocation that must not sleep, call it with <c>mayWait: false</c>.</summary>
    public bool Reclaim(ulong page, bool mayWait)
    {
        var range = AddressRange.FromLength(page * PageSize, PageSize);
        if (space.TryBeginInvalidate(range, InvalidationEvent.Clear, out var quick))
        {
            using (quick)
                return Release(page);
        }

        if (!mayWait)
            return false;

        using (space.BeginInvalidate(range, InvalidationEvent.Clear))
            return Release(page);
    }

    private bool Release(ulong page)
    {
        lock (_poolLock)
            return _resident.Remove(page);
    }
}

/// <summary>A device that reads the pages of the pool.</summary>
public sealed partial class PoolReader(PagePool pool) : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("pool reader");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _mapped = [];

    [Fault(Collect = nameof(Touch), Commit = nameof(Map), TimeoutMilliseconds = 1000)]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryRead(ulong address, out byte value)
    {
        using (_lock.EnterScope())
        {
            if (_mapped.TryGetValue(address / PagePool.PageSize, out var bytes))
            {
                value = bytes[address % PagePool.PageSize];
                return true;
            }
        }

        value = 0;
        return false;
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Unmap(AddressRange range)
    {
        foreach (var page in range.Pages(PagePool.PageSize))
            _mapped.Remove(page);
    }

    private byte[] Touch(AddressRange page) => pool.Touch(page.Start / PagePool.PageSize);

    private void Map(AddressRange page, byte[] bytes) => _mapped[page.Start / PagePool.PageSize] = bytes;
}
