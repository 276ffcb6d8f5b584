// Correct: ten thousand regions under the lock of their card
public sealed class Card(AddressSpace space) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Region[] _regions = new Region[10_000];
    private int _inserted;

    public void Open()
    {
        for (; _inserted < _regions.Length; _inserted++)
        {
            var region = new Region(this, _inserted);
            space.Insert(region, AddressRange.FromLength((ulong)_inserted << 21, 1 << 21));
            _regions[_inserted] = region;
        }
    }

    public bool Fault(int index, ulong entry)
    {
        var region = _regions[index];
        var token = region.ReadBegin(TimeSpan.FromSeconds(1));
        lock (_lock)
        {
            if (region.ReadRetry(token)) return false;
            region.Entry = entry;
            return true;
        }
    }

    public void Dispose()
    {
        while (_inserted > 0)
            _regions[--_inserted].Remove();
    }

    private sealed class Region(Card card, int number) : IntervalNotifier
    {
        public ulong Entry;
        public int Number => number;
        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            lock (card._lock)
            {
                SetSeq(invalidation.Sequence);
                Entry = 0;
                return true;
            }
        }
    }
}
