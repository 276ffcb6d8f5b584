// Breaks: NSDK2002
// Bug: the sequence is saved and the lock taken afterwards
// Read in: none
public sealed class EagerSave(Lock deviceLock) : IntervalNotifier
{
    private ulong _entry;

    public bool Fault(ulong entry)
    {
        var token = ReadBegin();
        lock (deviceLock)
        {
            if (ReadRetry(token))
                return false;
            _entry = entry;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        SetSeq(invalidation.Sequence);             //! NSDK2002
        lock (deviceLock)
        {
            SetSeq(invalidation.Sequence);         //+
            _entry = 0;
        }

        return true;
    }
}
