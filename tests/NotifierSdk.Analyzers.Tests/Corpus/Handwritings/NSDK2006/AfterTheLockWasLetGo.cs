// Breaks: NSDK2006
// Bug: the check is made under the lock, and the entry is published when the lock has been let go
// Read in: none
public sealed class CodeCache(Func<ulong, byte[]> compile) : IntervalNotifier
{
    private readonly object _sync = new();
    [ShadowState] private readonly System.Collections.Concurrent.ConcurrentDictionary<ulong, byte[]> _blocks = new();

    public byte[]? Translate(ulong pc)
    {
        for (var attempt = 0; attempt < 64; attempt++)
        {
            var token = ReadBegin();
            var code = compile(pc);
            bool collided;
            lock (_sync)
            {
                collided = ReadRetry(token);
                if (!collided) _blocks[pc] = code; //+
            }

            if (!collided)
            {
                _blocks[pc] = code; //! NSDK2006
                return code;
            }
        }

        return null;
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
