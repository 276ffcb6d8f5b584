// Correct: code cache with an index by page, a bounded loop and a fast path under the lock
public sealed class CodeCache : IntervalNotifier
{
    private const int PageBits = 12;
    private readonly object _mutex = new();
    private readonly Dictionary<ulong, List<ulong>> _byPage = new();
    private readonly Dictionary<ulong, Delegate> _code = new();
    private readonly Func<ulong, byte[]> _read;

    public CodeCache(Func<ulong, byte[]> read) { _read = read; }

    public Delegate? Lookup(ulong pc)
    {
        lock (_mutex)
            return _code.TryGetValue(pc, out Delegate? found) ? found : null;
    }

    public Delegate Translate(ulong pc, Func<byte[], Delegate> compile)
    {
        Delegate? result = Lookup(pc);
        for (int attempt = 0; result is null; attempt++)
        {
            if (attempt == 32)
                throw new TimeoutException();
            ReadToken token = ReadBegin();
            Delegate made = compile(_read(pc));
            lock (_mutex)
            {
                if (ReadRetry(token))
                    continue;
                _code[pc] = made;
                if (!_byPage.TryGetValue(pc >> PageBits, out List<ulong>? list))
                    _byPage.Add(pc >> PageBits, list = new List<ulong>());
                list.Add(pc);
                result = made;
            }
        }

        return result;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_mutex)
        {
            SetSeq(invalidation.Sequence);
            if (invalidation.Event == InvalidationEvent.Release)
            {
                _byPage.Clear();
                _code.Clear();
                return true;
            }

            AddressRange hit = invalidation.Overlap;
            for (ulong page = hit.Start >> PageBits; page <= hit.Last >> PageBits; page++)
            {
                if (!_byPage.Remove(page, out List<ulong>? list))
                    continue;
                foreach (ulong pc in list)
                    _code.Remove(pc);
            }
        }

        return true;
    }
}
