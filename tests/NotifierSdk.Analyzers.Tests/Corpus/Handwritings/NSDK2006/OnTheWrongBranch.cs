// Breaks: NSDK2006
// Bug: the answer of the check is read the wrong way round
// Read in: none
sealed class Pte : IntervalNotifier
{
    readonly Lock gate = new();
    [ShadowState] ulong entry;

    public FaultStatus Load(Func<AddressRange, ulong> walk)
    {
        var section = ReadBegin();
        var found = walk(Range);
        gate.Enter();
        try
        {
            if (ReadRetry(section) == true) //! NSDK2006
            if (ReadRetry(section) == false) //+
            {
                entry = found;
                return FaultStatus.Completed;
            }

            return FaultStatus.Collided;
        }
        finally
        {
            gate.Exit();
        }
    }

    protected override bool OnInvalidate(in Invalidation i)
    {
        gate.Enter();
        SetSeq(i.Sequence);
        entry = 0;
        gate.Exit();
        return true;
    }
}
