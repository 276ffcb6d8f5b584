// Correct: pooled buffers go back unless they are committed
using System.Buffers;

public sealed class Mirror(Func<ulong, byte[], int> read) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, byte[]> _map = [];

    public bool Fault(ulong page)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(4096);
            var keep = false;
            try
            {
                var token = ReadBegin();
                read(page, buffer);
                using (_lock.EnterScope())
                {
                    if (!ReadRetry(token))
                    {
                        _map[page] = buffer;
                        keep = true;
                        return true;
                    }
                }
            }
            finally
            {
                if (!keep)
                    ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            foreach (var (_, buffer) in _map)
                ArrayPool<byte>.Shared.Return(buffer);
            _map.Clear();
        }
        return true;
    }
}
