// Correct: the answer is part of a tuple that is switched over
public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    private Task _work = Task.CompletedTask;
    private ulong _entry;

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        lock (_lock)
        {
            if (ReadRetry(token)) return false;
            _entry = page;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        switch ((invalidation.IsBlockable, _work.IsCompleted))
        {
            case (false, false):
                return false;
            case (true, false):
                _work.Wait();
                break;
        }
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _entry = 0;
        }
        return true;
    }
}
