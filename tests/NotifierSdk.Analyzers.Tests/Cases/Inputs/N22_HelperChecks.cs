namespace Reduced.N22; // MISS NSDK2008, NSDK2012: the attempt is a helper

public sealed class Stale : IntervalNotifier
{
    private readonly object _gate = new();
    private readonly HashSet<ulong> _pages = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        for (var i = 0; i < 8; i++)
        {
            if (TryAdd(token, page))
                return true;
        }

        return false;
    }

    private bool TryAdd(ReadToken token, ulong page) { lock (_gate) return !ReadRetry(token) && _pages.Add(page); }

    protected override bool OnInvalidate(in Invalidation invalidation) { lock (_gate) { SetSeq(invalidation.Sequence); _pages.Clear(); } return true; }
}

public sealed class Endless : IntervalNotifier
{
    private readonly object _gate = new();
    private readonly HashSet<ulong> _pages = [];

    public void Fault(ulong page, IProgress<int> progress)
    {
        var collisions = 0;
        while (!Try(page))
            progress.Report(++collisions);
    }

    private bool Try(ulong page)
    {
        var token = ReadBegin();
        lock (_gate)
        {
            if (ReadRetry(token))
                return false;
            _pages.Add(page);
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation) { lock (_gate) { SetSeq(invalidation.Sequence); _pages.Clear(); } return true; }
}

public sealed class Bounded : IntervalNotifier
{
    private readonly object _gate = new();
    private readonly HashSet<ulong> _pages = [];

    public void Fault(ulong page, CancellationToken cancellation)
    {
        while (!Try(page, cancellation))
            Thread.Yield();
    }

    private bool Try(ulong page, CancellationToken cancellation)
    {
        var token = ReadBegin(cancellation);
        lock (_gate)
        {
            if (ReadRetry(token))
                return false;
            _pages.Add(page);
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation) { lock (_gate) { SetSeq(invalidation.Sequence); _pages.Clear(); } return true; }
}
