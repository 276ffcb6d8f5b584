using System.Diagnostics.CodeAnalysis;
using NotifierSdk;

namespace RegistrationCacheSample.Cache;

/// <summary>
/// Keeps memory registered with a device after its use, because the next transfer will want it again, and lets it go when the mapping changes. Overlapping requests
/// share one registration.
/// </summary>
/// <remarks>
/// Insert it into the address space whose memory is registered. All members may be called from any thread. <see cref="Get"/> waits for invalidations that run, and
/// for the device; it must not be called in a callback of that space.
/// </remarks>
public sealed partial class RegistrationCache : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("registration cache");
    [GuardedBy(nameof(_lock))] private readonly RegistrationTable _table;
    private readonly IRegistrar _registrar;
    private readonly ulong _pageSize;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="registrar">The device.</param>
    /// <param name="limits">What is kept.</param>
    /// <param name="pageSize">In bytes, a power of two: what the device registers at least.</param>
    public RegistrationCache(IRegistrar registrar, CacheLimits limits, ulong pageSize)
    {
        ArgumentNullException.ThrowIfNull(registrar);
        ArgumentNullException.ThrowIfNull(limits);
        (_registrar, _pageSize, _table) = (registrar, pageSize, new RegistrationTable(limits));
    }

    /// <summary>A snapshot.</summary>
    public CacheStatistics Statistics
    {
        get
        {
            using (_lock.EnterScope())
                return _table.Statistics;
        }
    }

    /// <summary>Finds or makes a registration of the memory. Dispose the lease when the transfer is done.</summary>
    /// <param name="range">Any bytes; the lease covers their pages, and perhaps more.</param>
    /// <param name="lease">Null unless the result is <see cref="FaultStatus.Completed"/>.</param>
    /// <returns><see cref="FaultStatus.Unavailable"/> if a page is not mapped, or why the notifier could not fill the cache.</returns>
    public FaultStatus Get(AddressRange range, out Lease? lease)
    {
        var pages = range.AlignOutward(_pageSize);
        AddressRange merged;
        using (_lock.EnterScope())
        {
            if (_table.Use(pages) is { } found)
            {
                lease = new Lease(this, found);
                return FaultStatus.Completed;
            }

            merged = _table.Merge(pages);
        }

        var request = new Request(pages);
        var status = Fill(merged, request);
        if (status == FaultStatus.Unavailable && merged != pages)
            status = Fill(pages, request); // what it would have merged with is gone
        Deregister(request.Unused);
        lease = request.Registration is { } registration ? new Lease(this, registration) : null;
        return status;
    }

    /// <summary>Takes everything out of the cache, and deregisters what nobody uses. What is in use follows when its last user lets go.</summary>
    public void Clear()
    {
        var unused = new List<Registration>();
        using (_lock.EnterScope())
            _table.Invalidate(AddressRange.All, unused);
        Deregister(unused);
    }

    internal void Expel(Registration registration, Action completed)
    {
        using (_lock.EnterScope())
        {
            _table.Expel(registration);
            registration.Completed += completed;
        }
    }

    internal void LetGo(Registration registration)
    {
        var unused = new List<Registration>();
        using (_lock.EnterScope())
            _table.LetGo(registration, unused);
        Deregister(unused);
    }

    [Fault(Collect = nameof(TryRegister), Commit = nameof(Enter), Discard = nameof(Deregister))]
    private partial FaultStatus Fill(AddressRange range, Request request);

    /// <summary>The mapping changes: nobody finds it from here on. Deregistering may take long, and comes without the lock.</summary>
    [InvalidateStart]
    private FinishState Drop(AddressRange range)
    {
        var unused = new List<Registration>();
        _table.Invalidate(range, unused);
        return new FinishState(unused);
    }

    [InvalidateFinish]
    private void Deregister(FinishState finish) => Deregister((List<Registration>)finish.State!);

    private bool TryRegister(AddressRange range, [NotNullWhen(true)] out Registration? registration)
    {
        registration = _registrar.TryRegister(range, out var key) ? new Registration(range, key) : null;
        return registration is not null;
    }

    private void Enter(Request request, Registration registration)
    {
        request.Registration = _table.Use(request.Pages); // somebody was quicker
        if (request.Registration is null)
            _table.Add(request.Registration = registration, request.Unused);
        else
            request.Unused.Add(registration);
    }

    private void Deregister(Registration registration) => _registrar.Deregister(registration.Key);

    private void Deregister(List<Registration> unused)
    {
        foreach (var registration in unused)
        {
            Deregister(registration);
            registration.Completed?.Invoke();
        }
    }

    /// <summary>One miss.</summary>
    private sealed class Request(AddressRange pages)
    {
        internal AddressRange Pages { get; } = pages;

        internal Registration? Registration { get; set; }

        /// <summary>What is to be deregistered without the lock.</summary>
        internal List<Registration> Unused { get; } = [];
    }
}
