// Breaks: NSDK2004
// Bug: the callback drops frames under frameLock, the loader asks ReadRetry under ioLock
public sealed class FileMirror : IntervalNotifier
{
    private readonly object frameLock = new object();
    private readonly object ioLock = new object();
    private readonly Dictionary<ulong, byte[]> frames = new Dictionary<ulong, byte[]>();
    private readonly Stream file;

    public FileMirror(Stream file)
    {
        this.file = file;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        bool got = false;
        if (invalidation.IsBlockable)
            Monitor.Enter(this.frameLock, ref got);
        else
            Monitor.TryEnter(this.frameLock, ref got);
        if (!got)
            return false;
        try
        {
            this.SetSeq(invalidation.Sequence);
            foreach (ulong page in invalidation.Overlap.Pages(4096))
                this.frames.Remove(page);
            return true;
        }
        finally
        {
            Monitor.Exit(this.frameLock);
        }
    }

    public bool Load(ulong page)
    {
        for (int attempt = 0; attempt != 5; ++attempt)
        {
            ReadToken token = this.ReadBegin(AddressRange.FromLength(page, 4096), TimeSpan.FromSeconds(1));
            byte[] frame = new byte[4096];
            lock (this.ioLock)
            {
                this.file.Position = (long)page;
                this.file.ReadExactly(frame);
                if (this.ReadRetry(token))
                    continue;
            }

            lock (this.frameLock)
                this.frames[page] = frame;
            return true;
        }

        return false;
    }
}
