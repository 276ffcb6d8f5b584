// Correct: what each thread has of its own is scratch memory of the fault, and the callback does not see it
public sealed class Scratch : IntervalNotifier
{
    [ThreadStatic]
    private static byte[]? t_scratch;

    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, uint> _sums = new();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                _sums.Remove(page);
        }

        return true;
    }

    public bool Sum(ulong page, Action<ulong, byte[]> read)
    {
        var scratch = t_scratch ??= new byte[4096];
        for (var n = 0; n < 7; n++)
        {
            var token = ReadBegin(AddressRange.FromLength(page, 4096));
            read(page, scratch);
            var sum = scratch.Aggregate(0u, (all, each) => all * 31 + each);
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _sums[page] = sum;
                    return true;
                }
            }
        }

        return false;
    }
}
