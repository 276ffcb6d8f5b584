// Breaks: NSDK5004
// Bug: the helper reads a notifier that another helper inserted on one path only
public sealed class Probe : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _last;
    public bool Store(ReadToken token, ulong value)
    {
        using (_lock.EnterScope())
        {
            if (ReadRetry(token)) return false;
            _last = value;
            return true;
        }
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope)) return false;
        using (scope) { SetSeq(invalidation.Sequence); _last = 0; return true; }
    }
    protected override void WaitForCommits() { using (_lock.EnterScope()) { } }
}
public sealed class Sampler(AddressSpace space, Func<AddressRange, ulong> load)
{
    public bool Sample(AddressRange range, bool watch)
    {
        var probe = new Probe();
        Attach(probe, range, watch);
        try
        {
            return !watch || probe.Store(probe.ReadBegin(range), load(range));
        }
        finally
        {
            if (watch)
                probe.Remove();
        }
    }
    public bool SampleIfFree(AddressRange range)
    {
        var probe = new Probe();
        if (range.Length > 4096)
            Put(probe, range);
        try
        {
            return Step(probe, range);
        }
        finally
        {
            Detach(probe);
        }
    }
    public bool SampleMany(AddressRange range, int count)
    {
        var probe = new Probe();
        var isIn = false;
        try
        {
            Put();
            for (var i = 0; i < count; i++)
            {
                if (!Step(probe, range))
                    return false;
            }
            return true;
        }
        finally
        {
            if (isIn)
                probe.Remove();
        }

        void Put()
        {
            space.Insert(probe, range);
            isIn = true;
        }
    }
    private bool Step(Probe probe, AddressRange range) => probe.Store(probe.ReadBegin(range), load(range));
    private void Put(Probe probe, AddressRange range) => space.Insert(probe, range);
    private static void Detach(Probe probe)
    {
        if (probe.IsInserted)
            probe.Remove();
    }
    private void Attach(Probe probe, AddressRange range, bool watch)
    {
        if (watch)
            space.Insert(probe, range);
    }
    private bool TryAttach(Probe probe, AddressRange range)
    {
        try
        {
            space.Insert(probe, range);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
