// Correct: inserts that are rolled back
public sealed class Set : IDisposable
{
    private readonly List<Mirror> _mirrors = [];

    public Set(AddressSpace space, params AddressRange[] ranges)
    {
        try
        {
            foreach (var range in ranges)
            {
                var mirror = new Mirror();
                space.Insert(mirror, range);
                _mirrors.Add(mirror);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var mirror in _mirrors)
            if (mirror.IsInserted) mirror.Remove();
        _mirrors.Clear();
    }

    public static bool Warm(AddressSpace space, AddressRange range)
    {
        var mirror = new Mirror();
        var inserted = false;
        try
        {
            space.Insert(mirror, range);
            inserted = true;
            return mirror.Fault(range.Start);
        }
        finally
        {
            if (inserted) mirror.Remove();
        }
    }
}

public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    private ulong _entry;

    public bool Fault(ulong page) { var token = ReadBegin(); lock (_lock) { if (ReadRetry(token)) return false; _entry = page; return true; } }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _entry = 0; return true; }
    }
}
