// Breaks: NSDK2001
// Bug: an empty translation cache accepts without saving the sequence, while a translation is under way
public sealed class TranslationCache : IntervalNotifier
{
    private readonly object _mutex = new();
    private readonly SortedList<ulong, Func<int, int>> _translations = new();
    private readonly Func<ulong, byte[]> _fetch;

    public TranslationCache(Func<ulong, byte[]> fetch)
    {
        _fetch = fetch ?? throw new ArgumentNullException(nameof(fetch));
    }

    public Func<int, int> GetOrTranslate(ulong pc)
    {
        for (int tries = 0; tries < 100; ++tries)
        {
            lock (_mutex)
            {
                if (_translations.TryGetValue(pc, out var hit))
                    return hit;
            }

            ReadToken section = ReadBegin();
            byte[] guest = _fetch(pc);
            Func<int, int> host = x => x + guest.Length;

            lock (_mutex)
            {
                if (!ReadRetry(section))
                {
                    _translations[pc] = host;
                    return host;
                }
            }
        }

        throw new TimeoutException("The guest rewrites its code faster than it can be translated.");
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_mutex)
        {
            if (_translations.Count == 0)
                return true;

            SetSeq(invalidation.Sequence);
            AddressRange hit = invalidation.Overlap;
            for (int i = _translations.Count - 1; i >= 0; --i)
            {
                if (hit.Contains(_translations.Keys[i]))
                    _translations.RemoveAt(i);
            }

            return true;
        }
    }
}
