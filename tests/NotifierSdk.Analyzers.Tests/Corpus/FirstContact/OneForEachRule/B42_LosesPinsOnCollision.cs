// Breaks: NSDK2016
// Bug: a collision goes round again and forgets the buffer that was rented
using System.Buffers;

public sealed class SectorCache : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, IMemoryOwner<byte>> _sectors = new();
    private readonly Action<ulong, Memory<byte>> _read;

    public SectorCache(Action<ulong, Memory<byte>> read) => _read = read;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var sector in invalidation.Overlap.Pages(512))
            {
                if (_sectors.Remove(sector, out var owner))
                    owner.Dispose();
            }
        }

        return true;
    }

    public bool Fetch(ulong sector)
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var token = ReadBegin(AddressRange.FromLength(sector, 512));
            IMemoryOwner<byte> owner = MemoryPool<byte>.Shared.Rent(512);
            _read(sector, owner.Memory);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _sectors[sector] = owner;
                return true;
            }
        }

        return false;
    }
}
