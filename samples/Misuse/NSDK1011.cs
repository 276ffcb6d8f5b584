namespace Misuse.NSDK1011;

public sealed class Mirror : IntervalNotifier
{
    private readonly SortedSet<ulong> _pages = [];

    public bool IsMapped(ulong page) => _pages.Contains(page);
}
