// Correct: the base class removes the notifier when the gate is free
public abstract class Device : IntervalNotifier
{
    protected readonly DriverLock Gate = new("device");
    protected abstract void Zap(AddressRange range);
    protected void Detach()
    {
        if (IsInserted)
            Remove();
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Gate.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            Zap(invalidation.Overlap);
            return true;
        }
    }
    protected override void WaitForCommits() { using (Gate.EnterScope()) { } }
}
public sealed class Tlb(System.Action flush) : Device, System.IDisposable
{
    private readonly Dictionary<ulong, ulong> _entries = [];
    private readonly object _stats = new();
    private int _closed;
    public bool TryFill(ulong page, ulong frame)
    {
        var token = ReadBegin(AddressRange.FromLength(page << 12, 4096));
        using (Gate.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _entries[page] = frame;
            return true;
        }
    }
    public void Dispose()
    {
        lock (_stats)
            _closed++;
        Detach();
        using (Gate.EnterScope())
            _entries.Clear();
        flush();
    }
    protected override void Zap(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _entries.Remove(page);
    }
}
