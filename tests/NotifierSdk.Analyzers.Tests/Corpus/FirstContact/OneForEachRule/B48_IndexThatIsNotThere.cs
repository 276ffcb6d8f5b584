// Breaks: NSDK3005
// Bug: an unexpected event throws out of the callback
public sealed class AccessTracker : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly BitSet _accessed = new(4096);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            _accessed.Apply(Classify(invalidation.Event), (int)(invalidation.Overlap.Length >> 12));
            return true;
        }
    }

    private static bool Classify(InvalidationEvent @event) => @event switch
    {
        InvalidationEvent.Unmap or InvalidationEvent.Clear or InvalidationEvent.Release => true,
        InvalidationEvent.ProtectionPage or InvalidationEvent.ProtectionVma => false,
        _ => throw new NotSupportedException($"The event {@event} is not known."),
    };

    private sealed class BitSet(int size)
    {
        private readonly bool[] _bits = new bool[size];

        public void Apply(bool clear, int upTo)
        {
            for (var i = 0; i < Math.Min(upTo, size); i++)
                _bits[i] &= !clear;
        }
    }
}
