// Correct: each thread collects into a buffer of its own
public sealed class Scanner(Action<AddressRange, ulong[]> read) : IntervalNotifier
{
    [ThreadStatic] private static ulong[]? t_scratch;
    private readonly object _lock = new();
    private ulong _sum;

    public bool Scan()
    {
        var scratch = t_scratch ??= new ulong[512];
        var token = ReadBegin();
        read(Range, scratch);
        ulong sum = 0;
        foreach (var word in scratch)
            sum += word;
        lock (_lock)
        {
            if (ReadRetry(token))
                return false;
            _sum = sum;
            return true;
        }
    }

    public ulong Sum { get { lock (_lock) return _sum; } }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _sum = 0;
        }

        return true;
    }
}
