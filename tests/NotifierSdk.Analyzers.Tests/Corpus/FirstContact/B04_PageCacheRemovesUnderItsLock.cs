// Breaks: NSDK4001
// Bug: the cache is closed with its lock held, which a running callback waits for
public sealed class FileMirror : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("file mirror");
    private readonly Dictionary<long, byte[]> _pages = new();
    private bool _closed;

    public bool Read(long offset, Span<byte> into, Func<long, byte[]> readPage)
    {
        ReadToken token = ReadBegin();
        byte[] page = readPage(offset & ~4095L);
        using (_lock.EnterScope())
        {
            if (_closed || ReadRetry(token)) return false;
            _pages[offset & ~4095L] = page;
        }

        page.AsSpan((int)(offset & 4095)).CopyTo(into);
        return true;
    }

    public void Dispose()
    {
        using (_lock.EnterScope())
        {
            if (_closed) return;
            _closed = true;
            Remove();
            _pages.Clear();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
            return true;
        }
    }
}
