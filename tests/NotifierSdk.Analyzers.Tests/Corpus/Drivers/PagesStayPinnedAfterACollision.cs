// Breaks: NSDK2016
// Bug: pages are taken for the commit, and on the way to another attempt nobody gives them back
// Read in: none
public sealed class UserPages(IUserMemory memory) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly List<PageArray> _bound = [];

    public bool Bind(AddressRange range, int attempts)
    {
        while (attempts-- > 0)
        {
            var token = ReadBegin(range);
            var pages = memory.Pin(range);
            if (pages.Count == 0)
            {
                pages.Dispose();
                return false;
            }

            using (_lock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _bound.Add(pages);
                    return true;
                }
            }

            pages.Dispose();                       //+
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            foreach (var pages in _bound)
                pages.Dispose();
            _bound.Clear();
        }

        return true;
    }
}

public interface IUserMemory
{
    PageArray Pin(AddressRange range);
}

public sealed class PageArray(int count) : IDisposable
{
    public int Count { get; } = count;

    public void Dispose() => GC.KeepAlive(this);
}
