// Correct: the callback waits as long as the invalidation allows
public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _quiet = new(true);
    private readonly CountdownEvent _users = new(1);
    private ulong _entry;

    public bool Fault(ulong page) { var token = ReadBegin(); lock (_lock) { if (ReadRetry(token)) return false; _entry = page; return true; } }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var patience = invalidation.IsBlockable ? Timeout.Infinite : 0;
        if (!_quiet.Wait(patience)) return false;
        if (!_lock.TryEnter(patience)) return false;
        try { SetSeq(invalidation.Sequence); _entry = 0; }
        finally { _lock.Exit(); }
        return MayWait(in invalidation) ? Wait() : _users.CurrentCount <= 1;
    }

    private static bool MayWait(in Invalidation invalidation) => invalidation is { IsBlockable: true };

    private bool Wait() { _users.Wait(); return true; }
}
