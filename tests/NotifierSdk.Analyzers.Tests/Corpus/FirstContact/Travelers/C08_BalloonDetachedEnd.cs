// Correct: The scope is detached and ended by whoever completes the discard, on another thread; both the failure to start it and its own failure end the invalidation too.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NotifierSdk;


public interface IGuestMemory
{
    Task DiscardAsync(AddressRange range);

    ulong FrameOf(ulong address);
}

public sealed partial class SoftTlb(IGuestMemory ram) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("soft tlb");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, ulong> _entries = [];

    [Fault(Collect = nameof(Walk), Commit = nameof(Fill))]
    public partial FaultStatus Miss(AddressRange page);

    public bool Access(ulong address, Action<ulong> touch)
    {
        using (_lock.EnterScope())
        {
            if (!_entries.TryGetValue(address >> 12, out var frame))
                return false;
            touch(frame);
            return true;
        }
    }

    [Invalidate]
    private void Flush(AddressRange range)
    {
        foreach (var page in _entries.Keys.Where(page => page >= range.Start >> 12 && page <= range.Last >> 12).ToArray())
            _entries.Remove(page);
    }

    private ulong Walk(AddressRange page) => ram.FrameOf(page.Start);

    private void Fill(AddressRange page, ulong frame) => _entries[page.Start >> 12] = frame;
}

public sealed class AsyncBalloon : IDisposable
{
    private readonly AddressSpace _guest;
    private readonly IGuestMemory _ram;
    private readonly SoftTlb _tlb;

    public AsyncBalloon(AddressSpace guest, IGuestMemory ram, AddressRange all)
    {
        _guest = guest;
        _ram = ram;
        _tlb = new SoftTlb(ram);
        _guest.Insert(_tlb, all);
    }

    public SoftTlb Tlb => _tlb;

    public async Task InflateAsync(AddressRange range)
    {
        var open = Announce(range);
        try
        {
            await _ram.DiscardAsync(range).ConfigureAwait(false);
        }
        finally
        {
            open.End();
        }
    }

    public void Dispose() => _tlb.TryRemove();

    private OpenInvalidation Announce(AddressRange range)
    {
        using var scope = _guest.BeginInvalidate(range, InvalidationEvent.Clear);
        return scope.Detach(); // the scope no longer ends it
    }
}
