// Breaks: NSDK3004
// Bug: the callback refuses whenever a transfer runs
public sealed class Nic : IntervalNotifier
{
    private readonly Lock _lock = new();
    private int _transfers;
    private bool _mapped;

    public bool Send(Action transmit)
    {
        var token = ReadBegin();
        lock (_lock)
        {
            if (ReadRetry(token)) return false;
            _mapped = true;
            _transfers++;
        }

        transmit();
        lock (_lock) _transfers--;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            if (_transfers > 0)
                return false;
            SetSeq(invalidation.Sequence);
            _mapped = false;
            return true;
        }
    }
}
