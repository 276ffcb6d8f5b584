// Breaks: NSDK2017
// Bug: the entries are dropped first, then the sequence is saved in another hold
public class Iotlb : IntervalNotifier
{
    private readonly object _l = new object();
    private readonly HashSet<ulong> _valid = new HashSet<ulong>();

    public bool Validate(ulong iova)
    {
        ReadToken t = ReadBegin();
        lock (_l)
        {
            if (ReadRetry(t)) return false;
            _valid.Add(iova);
        }
        return true;
    }

    private void Drop(AddressRange range)
    {
        lock (_l)
        {
            _valid.RemoveWhere(iova => range.Contains(iova));
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        Drop(invalidation.Range);
        lock (_l)
        {
            SetSeq(invalidation.Sequence);
        }
        return true;
    }
}
