// Correct: inserted under conditions that its readers share
public sealed class Mirror : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new();
    private ulong _entry;

    public static Mirror? Open(AddressSpace space, AddressRange range, bool warm)
    {
        var mirror = new Mirror();
        if (!range.Contains(0))
            space.Insert(mirror, range);
        if (warm && mirror.IsInserted)
            mirror.Warm(range.Start);
        return mirror.IsInserted ? mirror : null;
    }

    public static ReadToken? Peek(AddressSpace space, AddressRange range, bool on)
    {
        var mirror = new Mirror();
        if (on) space.Insert(mirror, range);
        try
        {
            return on ? mirror.ReadBegin() : null;
        }
        finally { if (on) mirror.Remove(); }
    }

    public static bool Probe(AddressSpace space, AddressRange range, int mode)
    {
        var mirror = new Mirror();
        switch (mode)
        {
            case 0: return false;
            case 1: space.Insert(mirror, range); break;
            case 2: space.Insert(mirror, AddressRange.All); break;
            default: throw new ArgumentOutOfRangeException(nameof(mode));
        }
        var fine = mirror.Warm(range.Start) && !mirror.CheckRetry(mirror.ReadBegin(range));
        mirror.Remove();
        return fine;
    }

    private bool Warm(ulong page)
    {
        var token = ReadBegin();
        using var held = _lock.EnterScope();
        if (ReadRetry(token)) return false;
        _entry = page;
        return true;
    }

    public void Dispose() { if (IsInserted) Remove(); }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _entry = 0;
        return true;
    }
}
