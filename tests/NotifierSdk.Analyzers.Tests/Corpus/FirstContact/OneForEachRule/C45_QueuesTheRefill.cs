// Correct: the callback notes hot pages, and a thread of its own maps them again
using System.Collections.Concurrent;

public sealed partial class LazyPageTable : IntervalNotifier
{
    [DriverLock] private readonly Lock _mmuLock = new();
    [GuardedBy(nameof(_mmuLock))] private readonly Dictionary<ulong, ulong> _spte = new();
    private readonly ConcurrentQueue<ulong> _refill = new();
    private readonly Func<ulong, ulong> _host;

    public LazyPageTable(Func<ulong, ulong> host) => _host = host;

    [Fault(Collect = nameof(Lookup), Commit = nameof(SetSpte))]
    public partial FaultStatus Map(AddressRange gfn);

    private bool Lookup(AddressRange gfn, out ulong hva)
    {
        hva = _host(gfn.Start);
        return hva != 0;
    }

    private void SetSpte(AddressRange gfn, ulong hva) => _spte[gfn.Start] = hva;

    [Invalidate]
    private void ZapRange(AddressRange range)
    {
        foreach (ulong gfn in range.Pages(4096))
        {
            if (_spte.Remove(gfn))
                _refill.Enqueue(gfn);
        }
    }

    public int Refill()
    {
        int mapped = 0;
        while (_refill.TryDequeue(out ulong gfn))
        {
            if (Map(AddressRange.FromLength(gfn, 4096)) == FaultStatus.Completed)
                mapped++;
        }

        return mapped;
    }
}
