// Correct: a second lock for the file, which the commit does not need
public sealed class FileCache : IntervalNotifier
{
    private readonly object _frameLock = new object();
    private readonly object _fileLock = new object();
    private readonly Dictionary<ulong, byte[]> _frames = new Dictionary<ulong, byte[]>();
    private readonly Stream _file;

    public FileCache(Stream file)
    {
        _file = file;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_frameLock, invalidation.IsBlockable ? -1 : 0))
        {
            return false;
        }

        this.SetSeq(invalidation.Sequence);
        foreach (ulong page in invalidation.Overlap.Pages(4096))
        {
            _frames.Remove(page);
        }

        Monitor.Exit(_frameLock);
        return true;
    }

    public bool Load(ulong page)
    {
        for (int attempt = 0; attempt != 5; ++attempt)
        {
            ReadToken token = this.ReadBegin(AddressRange.FromLength(page, 4096), TimeSpan.FromSeconds(1));
            byte[] frame = ReadFrame(page);
            lock (_frameLock)
            {
                if (this.ReadRetry(token))
                {
                    continue;
                }

                _frames[page] = frame;
                return true;
            }
        }

        return false;
    }

    private byte[] ReadFrame(ulong page)
    {
        byte[] frame = new byte[4096];
        lock (_fileLock)
        {
            _file.Position = (long)page;
            _file.ReadExactly(frame);
        }

        return frame;
    }
}
