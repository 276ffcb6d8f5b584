// Breaks: NSDK4009
// Bug: the fast path goes through a private helper that relies on a lock nobody has taken
// Read in: none
public sealed class Registrations : IntervalNotifier
{
    private readonly SemaphoreSlim _mutex = new(1, 1);
    private readonly Dictionary<ulong, int> _keys = new();
    private readonly Func<ulong, int> _register;

    public Registrations(Func<ulong, int> register)
    {
        _register = register;
    }

    public async Task<int?> KeyOfAsync(ulong address)
    {
        int? cached; //+
        await _mutex.WaitAsync(); //+
        try { cached = Cached(address); } finally { _mutex.Release(); } //+
        var cached = Cached(address); //! NSDK4009
        if (cached is not null)
            return cached;
        var token = await ReadBeginAsync(AddressRange.FromLength(address, 4096));
        var key = _register(address);
        await _mutex.WaitAsync();
        try
        {
            if (ReadRetry(token))
                return null;
            _keys[address] = key;
            return key;
        }
        finally
        {
            _mutex.Release();
        }
    }

    private int? Cached(ulong address)
    {
        return _keys.TryGetValue(address, out var key) ? key : null;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_mutex.Wait(0))
        {
            if (!invalidation.IsBlockable)
                return false;
            _mutex.Wait();
        }

        try
        {
            SetSeq(invalidation.Sequence);
            _keys.Clear();
            return true;
        }
        finally
        {
            _mutex.Release();
        }
    }
}
