// Breaks: NSDK3006
// Bug: the callback leaves the work to an async void method
public sealed class LazyMirror : IntervalNotifier
{
    private readonly SemaphoreSlim _sem = new(1, 1);
    private readonly HashSet<ulong> _pages = new();

    public async Task AddAsync(ulong page)
    {
        await _sem.WaitAsync();
        try { _pages.Add(page); }
        finally { _sem.Release(); }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        DropAsync();
        return true;
    }

    private async void DropAsync()
    {
        await _sem.WaitAsync();
        try { _pages.Clear(); }
        finally { _sem.Release(); }
    }
}
