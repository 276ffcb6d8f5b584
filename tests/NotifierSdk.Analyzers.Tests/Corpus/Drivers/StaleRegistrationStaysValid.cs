// Breaks: NSDK2001
// Bug: an entry in use is only marked as stale when its memory goes; what is under way keeps using it
// Read in: https://github.com/ofi-cray/libfabric-cray/issues/1000
public sealed class RegistrationEntry : IntervalNotifier
{
    private readonly object _gate = new();
    private ulong _key;
    private int _users;
    private bool _stale;

    public bool Register(ulong key)
    {
        var token = ReadBegin();
        lock (_gate)
        {
            if (ReadRetry(token))
                return false;
            _key = key;
            _users++;
            return true;
        }
    }

    public void Put()
    {
        lock (_gate)
            _users--;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_gate)
        {
            SetSeq(invalidation.Sequence);         //+
            if (_users > 0)
            {
                _stale = true;
                return true;
            }

            SetSeq(invalidation.Sequence);         //! NSDK2001
            _key = 0;
            return !_stale || _users == 0;
        }
    }
}
