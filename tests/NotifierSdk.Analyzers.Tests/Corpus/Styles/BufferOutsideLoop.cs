// Correct: one buffer for all attempts
using System.Buffers;

public sealed class Mirror(Action<ulong, Memory<byte>> read) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly byte[] _shadow = new byte[4096];

    public bool Fault(ulong page)
    {
        using var owner = MemoryPool<byte>.Shared.Rent(4096);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var token = ReadBegin();
            read(page, owner.Memory);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                owner.Memory.Span[..4096].CopyTo(_shadow);
                return true;
            }
        }
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            Array.Clear(_shadow);
        }
        return true;
    }
}
