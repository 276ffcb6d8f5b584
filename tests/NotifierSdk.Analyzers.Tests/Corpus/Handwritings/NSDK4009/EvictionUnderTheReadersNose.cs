// Breaks: NSDK4009
// Bug: an eviction that nobody asked the lock for runs beside the commits
// Read in: none
public class TextureBindings : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _rw = new();
    private readonly List<(ulong Address, nint Handle)> _bound = new();
    private readonly Func<ulong, nint> _upload;

    public TextureBindings(Func<ulong, nint> upload) => _upload = upload;

    public bool Bind(ulong address)
    {
        for (int attempt = 0; attempt < 8; attempt++)
        {
            var begun = ReadBegin();
            nint handle = _upload(address);
            _rw.EnterWriteLock();
            try
            {
                if (!ReadRetry(begun))
                {
                    _bound.Add((address, handle));
                    return true;
                }
            }
            finally
            {
                _rw.ExitWriteLock();
            }
        }

        return false;
    }

    public void EvictAll()
    {
        _rw.EnterWriteLock(); //+
        try //+
        { //+
        foreach (var (_, handle) in _bound)
            Console.WriteLine(handle);
        } //+
        finally //+
        { //+
            _rw.ExitWriteLock(); //+
        } //+
    }

    protected override bool OnInvalidate(in Invalidation i)
    {
        _rw.EnterWriteLock();
        try
        {
            SetSeq(i.Sequence);
            var range = i.Range;
            _bound.RemoveAll(entry => range.Contains(entry.Address));
            return true;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
    }
}
