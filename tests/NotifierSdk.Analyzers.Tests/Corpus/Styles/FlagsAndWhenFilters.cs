// Correct: a flag in exception filters and in the finally block
public sealed class Mirror(Action<ulong> map) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _entry;

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        var held = false;
        try
        {
            _lock.Enter();
            held = true;
            if (ReadRetry(token)) return false;
            map(page);
            _entry = page;
            return true;
        }
        catch (IOException) when (held)
        {
            _entry = 0;
            return false;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return false;
        }
        finally
        {
            if (held) _lock.Exit();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        try
        {
            _lock.Enter();
            SetSeq(invalidation.Sequence);
            try { map(0); }
            catch (IOException) { _entry = 1; }
            _entry = 0;
        }
        finally { _lock.Exit(); }
        return true;
    }
}
