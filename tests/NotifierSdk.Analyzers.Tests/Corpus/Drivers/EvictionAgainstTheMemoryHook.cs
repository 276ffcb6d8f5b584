// Breaks: NSDK4005
// Bug: the memory hook takes the tree's lock and then the cache's; eviction takes them the other way round
// Read in: https://github.com/open-mpi/ompi/pull/7383
public sealed class GrdmaCache : IntervalNotifier
{
    private readonly object _tree = new();
    private readonly DriverLock _vma = new();
    private readonly LinkedList<ulong> _lru = new();
    private readonly Dictionary<ulong, ulong> _registrations = [];

    public bool Register(ulong page)
    {
        var token = ReadBegin();
        lock (_tree)
        {
            if (ReadRetry(token))
                return false;
            _registrations[page] = page;
            using (_vma.EnterScope())
                _lru.AddLast(page);
            return true;
        }
    }

    public void Evict()
    {
        ulong victim;
        using (_vma.EnterScope())
        {
            if (_lru.First is not { } oldest)
                return;
            victim = oldest.Value;
            _lru.RemoveFirst();
            lock (_tree)                           //! NSDK4005
                _registrations.Remove(victim);     //! NSDK4005
        }

        lock (_tree)                               //+
            _registrations.Remove(victim);         //+
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_tree)
        {
            SetSeq(invalidation.Sequence);
            _registrations.Clear();
            using (_vma.EnterScope())
                _lru.Clear();
        }

        return true;
    }
}
