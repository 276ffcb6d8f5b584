// Breaks: NSDK3003
// Bug: The callback waits for the GPU's fence whether or not the invalidation may block.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NotifierSdk;


/// <summary>User pointer buffer object: its pages are bound into the GPU's page table.</summary>
public sealed partial class UserptrBo : IntervalNotifier
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _resv = new("bo reservation");
    private readonly Func<AddressRange, ulong[]> _getPages;
    [GuardedBy(nameof(_resv))] private readonly Dictionary<ulong, ulong> _ptes = new();
    private Task _fence = Task.CompletedTask; // of the last submission; under the lock

    public UserptrBo(Func<AddressRange, ulong[]> getPages) => _getPages = getPages;

    [Fault(Collect = nameof(GetPages), Commit = nameof(Bind), TimeoutMilliseconds = 5000)]
    public partial FaultStatus Validate(AddressRange range);

    /// <summary>The task completes, without a lock and always successfully, when the engine is done. The engine works in order.</summary>
    public bool Submit(ulong va, Func<ulong, Task> emit)
    {
        using (_resv.EnterScope())
        {
            if (!_ptes.TryGetValue(va / PageSize, out var pte))
                return false;
            _fence = emit(pte);
            return true;
        }
    }

    public void Destroy() => TryRemove();

    [Invalidate]
    private void Evict(AddressRange range)
    {
        _fence.Wait(); // the engine must not touch the pages any more
        foreach (var page in range.Pages(PageSize))
            _ptes.Remove(page);
    }

    private ulong[] GetPages(AddressRange range) => _getPages(range);

    private void Bind(AddressRange range, ulong[] frames)
    {
        var i = 0;
        foreach (var page in range.Pages(PageSize))
            _ptes[page] = frames[i++];
    }
}
