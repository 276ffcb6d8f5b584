// Correct: a range notifier, by Get and Put
public sealed class Mmu : RangeNotifier
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _young = [];
    private int _active;

    public Mmu() : base(RangeNotifierKind.StartAndEnd) { }

    protected override bool InvalidateRangeStart(in Invalidation invalidation)
    {
        lock (_lock) { _active++; _young.Clear(); }
        return true;
    }

    protected override void InvalidateRangeEnd(in Invalidation invalidation) { lock (_lock) _active--; }

    protected override bool TestYoung(ulong address) { lock (_lock) return _young.Contains(address); }

    protected override bool ClearYoung(AddressRange range) { lock (_lock) { var any = _young.Count > 0; _young.Clear(); return any; } }
}

public sealed class Context : IDisposable
{
    private readonly AddressSpace _space;
    private readonly Mmu _mmu;

    public Context(AddressSpace space)
    {
        _space = space;
        _mmu = space.Get(static () => new Mmu());
    }

    public void Dispose() => _space.Put(_mmu);
}
