namespace Reduced.N26; // MISS NSDK5002, NSDK5003, NSDK5006, NSDK5009

public sealed class Points(AddressSpace space)
{
    private readonly List<Point> _points = [];

    public void Watch(AddressRange range, Action hit)
    {
        var point = new Point(hit);
        space.Insert(point, range);
        _points.Add(point);
    }

    public void Clear() => _points.Clear();

    public sealed class Point(Action hit) : IntervalNotifier
    {
        protected override bool OnInvalidate(in Invalidation invalidation) { hit(); return true; }
    }
}

public sealed unsafe class Frees : IntervalNotifier, IDisposable
{
    private readonly object _gate = new();
    private ulong* _table = (ulong*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(8, 8);

    public void Dispose() { Free(); TryRemove(); }

    private void Free()
    {
        System.Runtime.InteropServices.NativeMemory.Free(_table);
        _table = null;
    }

    protected override bool OnInvalidate(in Invalidation invalidation) { lock (_gate) _table[0] = 0; return true; }
}

public sealed class Moves(AddressSpace space)
{
    public bool Move(AddressRange range, Func<bool> reserve)
    {
        var move = space.BeginInvalidate(range, InvalidationEvent.Migrate).Detach();
        if (!reserve())
            return false;
        move.End();
        return true;
    }
}

public sealed class Table : IntervalNotifier
{
    private List<ulong>? _pages = [];

    public void Close() => _pages = null;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (_pages != null)
            _pages.Clear();
        return true;
    }
}

public sealed class Once : IntervalNotifier
{
    private List<ulong>? _pages = [];

    public void Close() => _pages = null;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var pages = _pages;
        if (pages != null)
            pages.Clear();
        return true;
    }
}
