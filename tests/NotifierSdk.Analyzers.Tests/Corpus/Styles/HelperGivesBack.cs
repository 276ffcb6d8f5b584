// Correct: a helper gives back what was collected
public interface IPages { PageList GetPages(AddressRange range); void PutPages(PageList pages); }

public sealed class PageList { public int Count => 0; public void MarkDirty() { } }

public sealed class Mirror(IPages pages) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private PageList? _bound;

    public bool Bind(AddressRange range)
    {
        var attempt = 0;
    again:
        if (attempt++ > 3) return false;
        var token = ReadBegin(range);
        var list = pages.GetPages(range);
        _lock.Enter();
        if (ReadRetry(token))
        {
            _lock.Exit();
            Put(list);
            goto again;
        }
        _bound = list;
        _lock.Exit();
        return true;
    }

    private void Put(PageList? list)
    {
        if (list is null) return;
        list.MarkDirty();
        pages.PutPages(list);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        PageList? dropped;
        lock (_lock) { SetSeq(invalidation.Sequence); dropped = _bound; _bound = null; }
        Put(dropped);
        return true;
    }
}
