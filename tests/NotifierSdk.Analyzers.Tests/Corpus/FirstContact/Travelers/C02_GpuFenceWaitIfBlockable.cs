// Correct: The callback waits for hardware while it holds the driver lock, but only after it has asked IsBlockable, and who completes the fence takes no lock.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NotifierSdk;


public sealed partial class HostVisibleBo : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _resv = new("bo reservation");
    private readonly Func<AddressRange, ulong[]> _getPages;
    [GuardedBy(nameof(_resv))] private readonly Dictionary<ulong, ulong> _ptes = new();
    private Task _fence = Task.CompletedTask; // of the last submission; under the lock

    public HostVisibleBo(Func<AddressRange, ulong[]> getPages) => _getPages = getPages;

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

    public void Dispose() => TryRemove();

    [Invalidate]
    private bool Evict(in Invalidation invalidation)
    {
        if (!AwaitIdle(invalidation.IsBlockable))
            return false; // the generated callback has saved the sequence, which is harmless: a fault collides once more

        foreach (var page in invalidation.Overlap.Pages(PageSize))
            _ptes.Remove(page);
        return true;
    }

    private bool AwaitIdle(bool mayBlock)
    {
        if (_fence.IsCompleted)
            return true;
        if (!mayBlock)
            return false;
        _fence.Wait();
        return true;
    }

    private ulong[] GetPages(AddressRange range) => _getPages(range);

    private void Bind(AddressRange range, ulong[] frames)
    {
        var i = 0;
        foreach (var page in range.Pages(PageSize))
            _ptes[page] = frames[i++];
    }
}
