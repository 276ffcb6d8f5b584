namespace Misuse.NSDK5011;

public sealed class Texture(Func<ulong, nint> create, Action destroy) : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new();
    private nint _view;

    public bool Bind(ulong page)
    {
        var token = ReadBegin();
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _view = create(page);
            return true;
        }
    }

    public void Dispose()
    {
        Remove();
        destroy();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _view = 0;
        }

        return true;
    }
}
