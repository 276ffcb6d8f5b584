// Correct: another type locks, by names that do not say so
public sealed class Table
{
    public void Begin() => Monitor.Enter(this);
    public void End() => Monitor.Exit(this);
    public HashSet<ulong> Pages { get; } = [];
}

public sealed class Mirror(Table table) : IntervalNotifier
{
    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        table.Begin();
        try { return !ReadRetry(token) && table.Pages.Add(page); }
        finally { table.End(); }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        table.Begin();
        try { SetSeq(invalidation.Sequence); table.Pages.Clear(); return true; }
        finally { table.End(); }
    }
}
