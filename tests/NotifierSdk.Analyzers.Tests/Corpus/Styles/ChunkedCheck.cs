// Correct: chunks with a section each, chunks under one, and a loop that begins anew
public sealed class Mirror(Func<ulong, ulong> walk) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];

    public int FaultEach(AddressRange[] chunks)
    {
        var done = 0;
        foreach (var chunk in chunks)
        {
            var token = ReadBegin(chunk);
            var found = walk(chunk.Start);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token)) continue;
                _map[chunk.Start] = found;
                done++;
            }
        }
        return done;
    }

    public bool FaultAllOrNothing(AddressRange[] chunks)
    {
        var tokens = new List<ReadToken>();
        var found = new List<(ulong, ulong)>();
        foreach (var chunk in chunks)
        {
            var token = ReadBegin(chunk);
            tokens.Add(token);
            found.Add((chunk.Start, walk(chunk.Start)));
        }
        using var held = _lock.EnterScope();
        foreach (var token in tokens)
            if (ReadRetry(token)) return false;
        foreach (var (page, entry) in found) _map[page] = entry;
        return true;
    }

    public bool FaultArray(AddressRange[] chunks)
    {
        Span<ulong> found = stackalloc ulong[chunks.Length];
        var token = ReadBegin();
        for (var i = 0; i < chunks.Length; i++)
        {
            found[i] = walk(chunks[i].Start);
            if (CheckRetry(token)) { token = ReadBegin(); i = -1; }
        }
        using var held = _lock.EnterScope();
        if (ReadRetry(token)) return false;
        for (var i = 0; i < chunks.Length; i++) _map[chunks[i].Start] = found[i];
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _map.Clear();
        return true;
    }
}
