// Correct: two notifiers of one owner, whose sections overlap
public sealed class Pair : IDisposable
{
    private readonly DriverLock _lock = new();
    private readonly Half _low;
    private readonly Half _high;
    private readonly AddressSpace _space;

    public Pair(AddressSpace space)
    {
        _space = space;
        _low = new Half(_lock);
        _high = new Half(_lock);
        _space.Insert(_low, AddressRange.FromBounds(0, 99));
        try
        {
            _space.Insert(_high, AddressRange.FromBounds(100, 199));
        }
        catch
        {
            _low.Remove();
            throw;
        }
    }

    public bool Fault(ulong page)
    {
        var half = page < 100 ? _low : _high;
        var token = half.ReadBegin();
        using var held = _lock.EnterScope();
        if (half.ReadRetry(token)) return false;
        half.Entry = page;
        return true;
    }

    public bool Copy()
    {
        var from = _low.ReadBegin();
        var to = _high.ReadBegin();
        using var held = _lock.EnterScope();
        if (_low.ReadRetry(from) || _high.ReadRetry(to)) return false;
        _high.Entry = _low.Entry;
        return true;
    }

    public void Dispose()
    {
        _high.Remove();
        _low.Remove();
    }

    private sealed class Half(DriverLock gate) : IntervalNotifier
    {
        public ulong Entry { get; set; }
        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            using var held = gate.EnterScope();
            SetSeq(invalidation.Sequence);
            Entry = 0;
            return true;
        }
    }
}
