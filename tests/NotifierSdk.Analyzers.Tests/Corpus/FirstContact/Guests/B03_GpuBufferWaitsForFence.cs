// Breaks: NSDK3003
// Bug: the callback waits for the GPU to go idle without asking whether the change may wait at all.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


/// <summary>A command ring. The interrupt thread signals fences; it takes none of the locks below.</summary>
public sealed class Ring
{
    private readonly ManualResetEventSlim _idle = new(true);

    public void Submit() => _idle.Reset();

    public void OnInterrupt() => _idle.Set();
}

public interface IUserPages
{
    long[] Grab(AddressRange range);
}

public sealed partial class UserptrObject : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _notifierLock = new("userptr");
    [GuardedBy(nameof(_notifierLock))] private readonly Dictionary<ulong, long> _gtt = [];
    private readonly Ring _ring;
    private readonly IUserPages _pages;
    private readonly ManualResetEventSlim _lastUse = new(true);

    public UserptrObject(Ring ring, IUserPages pages)
    {
        _ring = ring;
        _pages = pages;
    }

    [Fault(Collect = nameof(Grab), Commit = nameof(Bind), TimeoutMilliseconds = 2000)]
    public partial FaultStatus Validate(AddressRange range);

    /// <summary>Submits if every page is bound and no job runs. The job keeps the pages until its interrupt.</summary>
    public bool TrySubmit(AddressRange range)
    {
        using (_notifierLock.EnterScope())
        {
            if (!_lastUse.IsSet)
                return false;
            foreach (var page in range.Pages(PageSize))
            {
                if (!_gtt.ContainsKey(page))
                    return false;
            }

            _lastUse.Reset();
            _ring.Submit();
            return true;
        }
    }

    /// <summary>Called on the interrupt thread.</summary>
    public void Retire()
    {
        _ring.OnInterrupt();
        _lastUse.Set();
    }

    public void Dispose()
    {
        TryRemove();
        _lastUse.Dispose();
    }

    [Invalidate]
    private void Evict(AddressRange range)
    {
        // Nothing may be freed under the engine's feet.
        _lastUse.Wait();
        foreach (var page in range.Pages(PageSize))
            _gtt.Remove(page);
    }

    private long[] Grab(AddressRange range) => _pages.Grab(range);

    private void Bind(AddressRange range, long[] frames)
    {
        var next = 0;
        foreach (var page in range.Pages(PageSize))
            _gtt[page] = frames[next++];
    }
}
