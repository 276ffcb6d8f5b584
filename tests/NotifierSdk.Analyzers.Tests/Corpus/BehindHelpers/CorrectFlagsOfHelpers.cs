// Correct: helpers take and release the lock, and flags that they are given say whether they have
public sealed class FlaggedTable : IntervalNotifier
{
    private readonly object _sync = new();
    private readonly Dictionary<ulong, ulong> _table = [];

    public bool TryEnter(ulong page, ulong frame)
    {
        var token = ReadBegin(AddressRange.FromLength(page << 12, 4096));
        var taken = false;
        try
        {
            Acquire(wait: true, ref taken);
            if (ReadRetry(token))
                return false;
            _table[page] = frame;
            return true;
        }
        finally
        {
            ReleaseIf(taken);
        }
    }

    public int Count()
    {
        if (IsBusy())
            return -1;
        try
        {
            return _table.Count;
        }
        finally
        {
            Monitor.Exit(_sync);
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var taken = false;
        try
        {
            Acquire(invalidation.IsBlockable, ref taken);
            if (!taken)
                return !invalidation.IsBlockable && Refuse();
            SetSeq(invalidation.Sequence);
            _table.Clear();
            return true;
        }
        finally
        {
            ReleaseIf(taken);
        }
    }

    private static bool Refuse() => false;

    private bool IsBusy() => !Monitor.TryEnter(_sync, 10);

    private void Acquire(bool wait, ref bool taken)
    {
        if (wait)
            Monitor.Enter(_sync, ref taken);
        else
            Monitor.TryEnter(_sync, ref taken);
    }

    private void ReleaseIf(bool taken)
    {
        if (taken)
            Monitor.Exit(_sync);
    }
}
