// Breaks: NSDK2005
// Bug: ReadRetry is called, and commits whatever it said
// Read in: none
public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _gate = new();
    private ulong _value;

    public ulong Value { get { lock (_gate) return _value; } }

    public bool Refresh(Func<AddressRange, ulong> read)
    {
        ReadToken section = ReadBegin();
        ulong value = read(Range);
        lock (_gate)
        {
            ReadRetry(section); //! NSDK2005
            if (ReadRetry(section)) return false; //+
            _value = value;
        }

        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_gate)
        {
            SetSeq(invalidation.Sequence);
            _value = 0;
        }

        return true;
    }
}
