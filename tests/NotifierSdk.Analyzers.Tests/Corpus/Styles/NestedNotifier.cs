// Correct: a nested notifier that uses its owner's lock and shadow
public sealed class Vm : IDisposable
{
    private readonly AddressSpace _space;
    private readonly object _mmu = new();
    private readonly Dictionary<ulong, ulong> _spte = [];
    private readonly Region _region;

    public Vm(AddressSpace space)
    {
        _space = space;
        _region = new Region(this);
        space.Insert(_region, AddressRange.All);
    }

    public bool Fault(ulong gfn, int attempts)
    {
        do
        {
            var token = _region.ReadBegin();
            lock (_mmu)
            {
                if (_region.ReadRetry(token))
                    continue;
                _spte[gfn] = gfn;
                return true;
            }
        }
        while (--attempts > 0);
        return false;
    }

    public void Dispose()
    {
        if (_region.IsInserted)
            _region.Remove();
    }

    private sealed class Region(Vm vm) : IntervalNotifier
    {
        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            lock (vm._mmu)
            {
                SetSeq(invalidation.Sequence);
                vm._spte.Clear();
            }
            return true;
        }
    }
}
