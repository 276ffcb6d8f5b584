// Correct: what was mapped is disposed later, by a variable that is set to null, or by the caller
public sealed class Handle : IDisposable { public void Dispose() { } }

public interface IIommu { Handle Map(AddressRange range); }

public sealed class Mirror(IIommu iommu) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly List<Handle> _live = [];

    public bool Fault(AddressRange range)
    {
        var doomed = new List<Handle>();
        try
        {
            for (var attempt = 0; attempt < 4; attempt++)
            {
                var token = ReadBegin(range);
                var handle = iommu.Map(range);
                bool collided;
                lock (_lock)
                {
                    collided = ReadRetry(token);
                    (collided ? doomed : _live).Add(handle);
                }
                if (!collided) return true;
            }
            return false;
        }
        finally { doomed.ForEach(static each => each.Dispose()); }
    }

    public bool FaultTry(AddressRange range)
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var token = ReadBegin(range);
            Handle? handle = iommu.Map(range);
            try
            {
                lock (_lock)
                {
                    if (!ReadRetry(token))
                    {
                        _live.Add(handle);
                        handle = null;
                        return true;
                    }
                }
            }
            finally { handle?.Dispose(); }
        }
        return false;
    }

    public bool FaultOut(AddressRange range)
    {
        if (!Attempt(range, out var left)) { left?.Dispose(); return false; }
        return true;
    }

    private bool Attempt(AddressRange range, out Handle? left)
    {
        var token = ReadBegin(range);
        var handle = iommu.Map(range);
        left = handle;
        lock (_lock)
        {
            if (ReadRetry(token)) return false;
            _live.Add(handle);
        }
        left = null;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); foreach (var handle in _live) handle.Dispose(); _live.Clear(); return true; }
    }
}
