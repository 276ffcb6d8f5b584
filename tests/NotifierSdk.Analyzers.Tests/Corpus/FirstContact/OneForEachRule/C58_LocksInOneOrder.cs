// Correct: table before statistics, everywhere; the report takes them one after the other
public sealed class Ledger : IntervalNotifier
{
    private readonly object _table = new();
    private readonly object _stats = new();
    private readonly Dictionary<ulong, int> _uses = new();
    private long _dropped;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false;
        lock (_table)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            foreach (var page in _uses.Keys.Where(p => range.Contains(p)).ToArray())
            {
                _uses.Remove(page);
                Note();
            }
        }

        return true;
    }

    private void Note()
    {
        lock (_stats)
            _dropped++;
    }

    public string Report()
    {
        long dropped;
        lock (_stats)
        {
            dropped = _dropped;
        }

        return $"{dropped} dropped, {Live()} live";
    }

    private int Live()
    {
        lock (_table)
            return _uses.Count;
    }
}
