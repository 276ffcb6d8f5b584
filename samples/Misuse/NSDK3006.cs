namespace Misuse.NSDK3006;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly SortedSet<ulong> _pages = [];

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }

        Flush();
        return true;
    }

    private async void Flush()
    {
        await Task.Yield();
        _pages.Clear();
    }
}
