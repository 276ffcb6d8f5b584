namespace Misuse.NSDK4008;

public sealed class Table : IntervalNotifier
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly HashSet<ulong> _pages = [];

    public void Map(ulong page)
    {
        _lock.Wait();
        try
        {
            if (_pages.Contains(page))
                Unmap(page);
            _pages.Add(page);
        }
        finally
        {
            _lock.Release();
        }
    }

    public void Unmap(ulong page)
    {
        _lock.Wait();
        try
        {
            _pages.Remove(page);
        }
        finally
        {
            _lock.Release();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _lock.Wait();
        _pages.Clear();
        _lock.Release();
        return true;
    }
}
