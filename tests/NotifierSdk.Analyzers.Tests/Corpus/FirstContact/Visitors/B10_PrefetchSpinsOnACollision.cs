// Breaks: NSDK2015
// Bug: the prefetcher faults again at once and without end while the result is Collided.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class RemotePages(Func<AddressRange, byte[]> fetch) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("remote pages");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, byte[]> _local = new();

    [Fault(Collect = nameof(Fetch), Commit = nameof(Keep), MaxAttempts = 4)]
    public partial FaultStatus Pull(AddressRange page);

    public int Resident
    {
        get
        {
            using (_lock.EnterScope())
                return _local.Count;
        }
    }

    private byte[] Fetch(AddressRange page) => fetch(page);

    private void Keep(AddressRange page, byte[] content) => _local[page.Start] = content;

    [Invalidate]
    private void Evict(AddressRange range)
    {
        foreach (var page in _local.Keys.Where(page => range.Contains(page)).ToArray())
            _local.Remove(page);
    }
}

public sealed class Prefetcher
{
    private readonly RemotePages _pages;
    private readonly Action<string> _log;

    public Prefetcher(RemotePages pages, Action<string> log) => (_pages, _log) = (pages, log);

    public int Run(AddressRange window)
    {
        var pulled = 0;
        foreach (var page in window.Pages(4096))
        {
            if (PullOne(AddressRange.FromLength(page * 4096, 4096)))
                pulled++;
        }

        _log($"{pulled} of {window} pulled");
        return pulled;
    }

    private bool PullOne(AddressRange page)
    {
        while (true)
        {
            switch (_pages.Pull(page))
            {
                case FaultStatus.Completed:
                    return true;
                case FaultStatus.Collided:
                    continue;
                default:
                    return false;
            }
        }
    }
}
