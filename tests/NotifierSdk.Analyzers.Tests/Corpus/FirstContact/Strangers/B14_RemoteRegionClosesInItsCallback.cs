// Breaks: NSDK3001
// Bug: When the whole window goes away, the callback shuts the region down through Close, which removes the notifier and so waits for the callback that called it.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;



public abstract class RemoteLink : IDisposable
{
    public abstract byte[] FetchPage(ulong number);

    public abstract void Forget(IEnumerable<ulong> pages);

    public virtual void Dispose()
    {
    }
}

public sealed partial class RemoteRegion(RemoteLink link) : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _pagesLock = new("remote pages");
    [GuardedBy(nameof(_pagesLock))] private readonly Dictionary<ulong, byte[]> _pages = [];
    private bool _closed;

    public int Resident
    {
        get
        {
            using (_pagesLock.EnterScope())
                return _pages.Count;
        }
    }

    [Fault(Collect = nameof(Fetch), Commit = nameof(Keep))]
    public partial FaultStatus PageIn(AddressRange page);

    public void Dispose()
    {
        Close();
        link.Dispose();
    }

    private byte[] Fetch(AddressRange page) => link.FetchPage(page.Start / 4096);

    private void Keep(AddressRange page, byte[] content) => _pages[page.Start / 4096] = content;

    [Invalidate]
    private void Evict(in Invalidation change)
    {
        var gone = change.Overlap;
        ulong[] numbers = [.. _pages.Keys.Where(number => gone.Contains(number * 4096))];
        foreach (var number in numbers)
            _pages.Remove(number);
        link.Forget(numbers);

        if (change.Event is InvalidationEvent.Unmap && gone == Range)
            Close();
    }

    private void Close()
    {
        if (_closed)
            return;
        _closed = true;
        if (IsInserted)
            Remove();
    }
}
