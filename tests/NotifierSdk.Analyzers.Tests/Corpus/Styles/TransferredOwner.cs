// Correct: what was pinned moves to its new owner by detaching it or by a swap
public interface IPages { PageSet Pin(AddressRange range); }

public sealed class PageSet : IDisposable { public bool IsEmpty => true; public PageSet Detach() => this; public void Dispose() { } }

public sealed class Mirror(IPages pages) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private PageSet? _bound;

    public bool Bind(AddressRange range)
    {
        for (var i = 0; i < 9; i++)
        {
            var token = ReadBegin(range);
            using var pinned = pages.Pin(range);
            using var held = _lock.EnterScope();
            if (ReadRetry(token)) continue;
            _bound = pinned.Detach();
            return true;
        }
        return false;
    }

    public bool BindSwap(AddressRange range)
    {
        PageSet? spare = null;
        try
        {
            for (var i = 0; i < 9; i++)
            {
                spare?.Dispose();
                var token = ReadBegin(range);
                spare = pages.Pin(range);
                lock (this)
                {
                    using (_lock.EnterScope())
                    {
                        if (ReadRetry(token)) continue;
                        (spare, _bound) = (_bound, spare);
                        return true;
                    }
                }
            }
            return false;
        }
        finally { spare?.Dispose(); }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _bound?.Dispose();
        _bound = null;
        return true;
    }
}
