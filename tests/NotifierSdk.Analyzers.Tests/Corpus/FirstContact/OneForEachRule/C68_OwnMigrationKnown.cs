// Correct: the fault announces its own migration, and its callback knows it by its owner
public sealed class Vram : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _vram = [];
    private readonly AddressSpace _space;
    private readonly Func<ulong, ulong> _move;

    public Vram(AddressSpace space, Func<ulong, ulong> move)
    {
        _space = space;
        _move = move;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (ReferenceEquals(invalidation.Owner, this) && invalidation.Event == InvalidationEvent.Migrate)
            return true;
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                _vram.Remove(page);
        }

        return true;
    }

    public bool ToDevice(ulong page)
    {
        var range = AddressRange.FromLength(page, 4096);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var token = ReadBegin(range);
            ulong vram;
            using (_space.BeginInvalidate(range, InvalidationEvent.Migrate, this))
            {
                vram = _move(page);
            }

            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _vram[page] = vram;
                return true;
            }
        }

        return false;
    }
}
