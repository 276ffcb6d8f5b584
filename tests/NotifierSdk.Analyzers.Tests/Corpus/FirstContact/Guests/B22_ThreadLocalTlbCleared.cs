// Breaks: NSDK3011
// Bug: the callback clears the small TLB of the thread that announces the change; the ones of all other threads keep the page.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IHostMap
{
    bool TryFind(ulong guestPage, out nint host);
}

public sealed partial class TwoLevelTlb : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("l2 tlb");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, nint> _second = [];
    private readonly ThreadLocal<Dictionary<ulong, nint>> _first = new(static () => new Dictionary<ulong, nint>(64));
    private readonly IHostMap _hosts;

    public TwoLevelTlb(IHostMap hosts) => _hosts = hosts;

    public void Start(AddressSpace guest, AddressRange ram) => guest.Insert(this, ram);

    [Fault(Collect = nameof(Find), Commit = nameof(Fill))]
    public partial FaultStatus Refill(AddressRange page);

    public unsafe bool TryLoad(ulong address, out byte value)
    {
        var page = address / PageSize;
        var mine = _first.Value!;
        if (mine.TryGetValue(page, out var host))
        {
            value = ((byte*)host)[address % PageSize];
            return true;
        }

        using (_lock.EnterScope())
        {
            if (!_second.TryGetValue(page, out host))
            {
                value = 0;
                return false;
            }

            if (mine.Count == 64)
                mine.Clear();
            mine.Add(page, host);
            value = ((byte*)host)[address % PageSize];
            return true;
        }
    }

    public void Dispose()
    {
        TryRemove();
        _first.Dispose();
    }

    [Invalidate]
    private void Shootdown(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _second.Remove(page);
        _first.Value!.Clear();
    }

    private bool Find(AddressRange page, out nint host) => _hosts.TryFind(page.Start / PageSize, out host);

    private void Fill(AddressRange page, nint host) => _second[page.Start / PageSize] = host;
}
