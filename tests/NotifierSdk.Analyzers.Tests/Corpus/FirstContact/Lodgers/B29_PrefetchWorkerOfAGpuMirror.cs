// Breaks: NSDK5003
// Bug: Dispose disposes the event before it removes the notifier, whose callback still sets the event.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

/// <summary>Mirror of a process's pages for the software command processor of a GPU; a worker faults evicted pages ahead of it.</summary>
public sealed partial class GpuVmMirror : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly object _vmLock = new();
    [GuardedBy(nameof(_vmLock))] private readonly Dictionary<ulong, ulong> _ptes = new();
    [GuardedBy(nameof(_vmLock))] private readonly HashSet<ulong> _evicted = new();
    private readonly AutoResetEvent _kick = new(false);
    private readonly Func<ulong, ulong> _resolve;

    public GpuVmMirror(AddressSpace process, AddressRange range, Func<ulong, ulong> resolve)
    {
        _resolve = resolve;
        process.Insert(this, range);
    }

    [Fault(Collect = nameof(Resolve), Commit = nameof(WritePte), MaxAttempts = 40)]
    public partial FaultStatus Fault(AddressRange page, CancellationToken cancellationToken);

    /// <summary>The worker's wait: true if pages were evicted that are worth another fault.</summary>
    public bool WaitForEvictions(TimeSpan timeout, ICollection<ulong> pages)
    {
        if (!_kick.WaitOne(timeout))
            return false;
        lock (_vmLock)
        {
            foreach (var page in _evicted)
                pages.Add(page);
            _evicted.Clear();
            return pages.Count != 0;
        }
    }

    public bool TryAccess(ulong address, Action<ulong> access)
    {
        lock (_vmLock)
        {
            if (!_ptes.TryGetValue(address / PageSize, out var pte))
                return false;
            access(pte);
            return true;
        }
    }

    private ulong Resolve(AddressRange page) => _resolve(page.Start);

    private void WritePte(AddressRange page, ulong pte) => _ptes[page.Start / PageSize] = pte;

    [Invalidate]
    private void ClearPtes(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
        {
            if (_ptes.Remove(page))
                _evicted.Add(page);
        }

        _kick.Set();
    }

    public void Dispose()
    {
        _kick.Dispose();
        TryRemove();
    }
}
