// Correct: a region has neither a lock nor a table of its own; all regions of a domain fill one table under the domain's lock, which their callbacks take too.
using System;
using System.Collections.Generic;
using NotifierSdk;


public interface IResolver
{
    ulong PhysicalOf(ulong page);
}

/// <summary>One IOMMU domain: the I/O page table of a device.</summary>
public sealed class IommuDomain(IResolver resolver)
{
    public const ulong PageSize = 4096;

    [GuardedBy(nameof(Gate))] private readonly Dictionary<ulong, ulong> _iopt = [];

    public DriverLock Gate { get; } = new("iommu domain");

    public IResolver Resolver { get; } = resolver;

    public DomainRegion Attach(AddressSpace space, AddressRange range)
    {
        var region = new DomainRegion(this);
        space.Insert(region, range);
        return region;
    }

    public void Detach(DomainRegion region) => region.TryRemove(); // the last callback unmaps what is left

    public bool TryDma(ulong iova, Action<ulong> transfer)
    {
        using (Gate.EnterScope())
        {
            if (!_iopt.TryGetValue(iova / PageSize, out var physical))
                return false;
            transfer(physical + (iova % PageSize));
            return true;
        }
    }

    [RequiresLock(nameof(Gate))]
    internal void Map(ulong page, ulong physical) => _iopt[page] = physical * PageSize;

    [RequiresLock(nameof(Gate))]
    internal void Unmap(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _iopt.Remove(page);
    }
}

public sealed partial class DomainRegion : IntervalNotifier
{
    private readonly IommuDomain _domain;

    internal DomainRegion(IommuDomain domain) => _domain = domain;

    [DriverLock] private DriverLock Gate => _domain.Gate;

    [Fault(Collect = nameof(Resolve), Commit = nameof(Map))]
    public partial FaultStatus IoPageFault(AddressRange page);

    [Invalidate]
    private void Unmap(AddressRange range) => _domain.Unmap(range);

    private ulong Resolve(AddressRange page) => _domain.Resolver.PhysicalOf(page.Start / IommuDomain.PageSize);

    private void Map(AddressRange page, ulong physical) => _domain.Map(page.Start / IommuDomain.PageSize, physical);
}
