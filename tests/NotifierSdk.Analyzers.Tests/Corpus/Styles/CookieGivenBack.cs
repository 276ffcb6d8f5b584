// Correct: an endless loop that cancellation ends, and a cookie that is given back
public interface IPinner { long Pin(ulong page); void Unpin(long cookie); }

public sealed class Mirror(IPinner pinner) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, long> _map = [];

    public void Fault(ulong page, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var token = ReadBegin(cancellation);
            var cookie = pinner.Pin(page);
            try
            {
                using var held = _lock.EnterScope();
                if (!ReadRetry(token))
                {
                    _map.Add(page, cookie);
                    cookie = 0;
                    return;
                }
            }
            finally
            {
                if (cookie != 0) pinner.Unpin(cookie);
            }
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        foreach (var cookie in _map.Values) pinner.Unpin(cookie);
        _map.Clear();
        return true;
    }
}
