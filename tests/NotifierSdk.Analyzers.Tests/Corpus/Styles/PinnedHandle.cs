// Correct: pinned handles are freed after a collision
using System.Runtime.InteropServices;

public sealed class Mirror(Func<ulong, byte[]> page) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly List<GCHandle> _pinned = [];

    public bool Fault(ulong address)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var token = ReadBegin();
            var handle = GCHandle.Alloc(page(address), GCHandleType.Pinned);
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _pinned.Add(handle);
                    return true;
                }
            }
            handle.Free();
        }
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pinned.ForEach(static handle => handle.Free());
            _pinned.Clear();
        }
        return true;
    }
}
