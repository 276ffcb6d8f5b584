// Breaks: NSDK4009
// Bug: a driver that is written by hand looks its entry up before it takes the lock
// Read in: none
internal sealed class TranslatedBlocks(Func<ulong, byte[]> read) : IntervalNotifier
{
    private readonly object _sync = new();
    private readonly SortedDictionary<ulong, byte[]> _blocks = new();

    public byte[]? Find(ulong pc)
    {
        lock (_sync) //+
        { //+
        if (_blocks.TryGetValue(pc, out var known))
            return known;
        } //+
        var token = ReadBegin();
        var block = read(pc);
        lock (_sync)
        {
            if (ReadRetry(token))
                return null;
            _blocks.Add(pc, block);
            return block;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_sync)
        {
            SetSeq(invalidation.Sequence);
            _blocks.Clear();
        }

        return true;
    }
}
