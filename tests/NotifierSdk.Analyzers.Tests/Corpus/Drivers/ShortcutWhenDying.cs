// Breaks: NSDK2001
// Bug: the callback has a way out for a region that is about to be destroyed, although faults of it are still under way
// Read in: https://gitlab.freedesktop.org/drm/xe/kernel/-/merge_requests/215
public sealed class UserptrVma(DriverLock gate) : IntervalNotifier
{
    private readonly Dictionary<ulong, ulong> _ptes = [];
    private bool _destroyed;

    public void Destroy()
    {
        using (gate.EnterScope())
            _destroyed = true;
    }

    public bool Bind(ulong address)
    {
        var token = ReadBegin();
        using (gate.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _ptes[address] = address;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (gate.EnterScope())
        {
            if (_destroyed)                        //! NSDK2001
                return true;                       //! NSDK2001
            SetSeq(invalidation.Sequence);
            _ptes.Clear();
            return true;
        }
    }
}
