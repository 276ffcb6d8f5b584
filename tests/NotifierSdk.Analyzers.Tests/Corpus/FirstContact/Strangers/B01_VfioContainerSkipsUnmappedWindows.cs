// Breaks: NSDK2001
// Bug: When no DMA window overlaps the change, the callback accepts it without saving its sequence, although a Map of that very range may be between its begin and its check.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public readonly record struct DmaWindow(ulong Iova, AddressRange User, nint HostBase);

public interface IIommuDomain
{
    void Map(ulong iova, ulong length, nint host);

    void Unmap(ulong iova, ulong length);
}

public interface IUserMemory
{
    nint Resolve(AddressRange range);
}

public sealed class VfioContainer(IIommuDomain domain, IUserMemory memory, Action<string>? log = null) : IntervalNotifier, IDisposable
{
    private readonly DriverLock _gate = new("vfio container");
    private readonly SortedList<ulong, DmaWindow> _windows = [];
    private long _maps, _unmaps;

    public (long Maps, long Unmaps) Statistics => (Interlocked.Read(ref _maps), Interlocked.Read(ref _unmaps));

    public FaultStatus Map(ulong iova, AddressRange user, CancellationToken cancellation = default)
    {
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var token = ReadBegin(user, cancellation);
            var host = memory.Resolve(user);
            using (_gate.EnterScope())
            {
                if (ReadRetry(token))
                {
                    log?.Invoke($"map of {user} collided, attempt {attempt}");
                    continue;
                }

                domain.Map(iova, user.Length, host);
                _windows[iova] = new DmaWindow(iova, user, host);
                Interlocked.Increment(ref _maps);
                return FaultStatus.Completed;
            }
        }

        return FaultStatus.Collided;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_gate.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            var victims = WindowsIn(invalidation.Overlap);
            if (victims.Count == 0)
                return true;

            SetSeq(invalidation.Sequence);
            foreach (var window in victims)
            {
                domain.Unmap(window.Iova, window.User.Length);
                _windows.Remove(window.Iova);
                Interlocked.Increment(ref _unmaps);
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_gate.EnterScope())
        {
        }
    }

    public void Dispose() => TryRemove();

    private List<DmaWindow> WindowsIn(AddressRange range)
    {
        List<DmaWindow> found = [];
        foreach (var window in _windows.Values)
        {
            if (window.User.Overlaps(range))
                found.Add(window);
        }

        return found;
    }
}
