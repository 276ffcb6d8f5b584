// Correct: what the mirror does not care for is accepted without a sequence, by a switch
public sealed class ReadOnlyMirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, byte[]> _copies = [];

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        switch (invalidation.Event)
        {
            case InvalidationEvent.SoftDirty:
                return true;
            case InvalidationEvent.Release:
                Interlocked.Exchange(ref _releases, 1);
                return true;
            default:
                break;
        }

        return _lock.TryEnter(in invalidation, out var scope) && Drop(invalidation, scope);
    }

    private int _releases;

    private bool Drop(in Invalidation invalidation, DriverLock.Scope scope)
    {
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                _copies.Remove(page);
            return true;
        }
    }

    public byte[]? Get(AddressRange page, Func<AddressRange, byte[]> read)
    {
        for (var n = 0; n < 3; n++)
        {
            var token = ReadBegin(page);
            var copy = read(page);
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token))
                    return _copies[page.Start] = copy;
            }
        }

        return null;
    }
}
