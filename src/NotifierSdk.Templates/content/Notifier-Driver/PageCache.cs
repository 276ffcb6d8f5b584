using NotifierSdk;

namespace NotifierDriver;

/// <summary>Keeps the contents of pages of a memory, until the memory changes them.</summary>
public sealed partial class PageCache(IPageSource source) : IntervalNotifier
{
#if (lock == "Lock")
    [DriverLock] private readonly Lock _lock = new();
#elif (lock == "Object")
    [DriverLock] private readonly object _lock = new();
#elif (lock == "SemaphoreSlim")
    [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);
#elif (lock == "ReaderWriterLockSlim")
    [DriverLock] private readonly ReaderWriterLockSlim _lock = new();
#else
    [DriverLock] private readonly DriverLock _lock = new();
#endif
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, ulong> _pages = [];

    /// <summary>Gets the content that the cache has for an address, or null if it has none.</summary>
    public ulong? this[ulong address]
    {
        get
        {
#if (lock == "Object")
            lock (_lock)
                return _pages.TryGetValue(address, out var content) ? content : null;
#elif (lock == "SemaphoreSlim")
            _lock.Wait();
            try
            {
                return _pages.TryGetValue(address, out var content) ? content : null;
            }
            finally
            {
                _lock.Release();
            }
#elif (lock == "ReaderWriterLockSlim")
            _lock.EnterReadLock();
            try
            {
                return _pages.TryGetValue(address, out var content) ? content : null;
            }
            finally
            {
                _lock.ExitReadLock();
            }
#else
            using (_lock.EnterScope())
                return _pages.TryGetValue(address, out var content) ? content : null;
#endif
        }
    }

    // The generator writes the body: begin a read section, collect, take the lock, retry if something collided, commit.
#if (async)
    /// <summary>Puts a page into the cache, if something is mapped there.</summary>
    [Fault(Collect = nameof(ReadAsync), Commit = nameof(Enter))]
    public partial Task<FaultStatus> FaultAsync(AddressRange page, CancellationToken cancellationToken = default);

    // Runs without a lock, so it may take long.
    private ValueTask<ulong?> ReadAsync(AddressRange page, CancellationToken cancellationToken) => source.ReadAsync(page, cancellationToken);

    // Runs under the lock, and only if nothing changed since ReadAsync began.
    private void Enter(AddressRange page, ulong? content)
    {
        if (content is { } mapped)
            _pages[page.Start] = mapped;
    }
#else
    /// <summary>Puts a page into the cache. The status is Unavailable if nothing is mapped there.</summary>
    [Fault(Collect = nameof(Read), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);

    // Runs without a lock, so it may take long.
    private bool Read(AddressRange page, out ulong content) => source.TryRead(page, out content);

    // Runs under the lock, and only if nothing changed since Read began.
    private void Enter(AddressRange page, ulong content) => _pages[page.Start] = content;
#endif

#if (twoPass)
    // The first half runs under the lock. Start slow work here, such as the flush of a device.
    [InvalidateStart]
    private bool BeginDrop(AddressRange range, out FinishState finish)
    {
        Drop(range);
        finish = default; // the second half gets this value, for example the work to wait for
        return true;
    }

    // The second half runs without the lock, after the first halves of all notifiers. Wait for the slow work here.
    [InvalidateFinish]
    private static void FinishDrop(FinishState finish)
    {
    }

    [RequiresLock(nameof(_lock))]
#else
    // Runs under the lock.
    [Invalidate]
#endif
    private void Drop(AddressRange range)
    {
        foreach (var page in _pages.Keys.Where(page => range.Contains(page)).ToArray())
            _pages.Remove(page);
    }
}
