// Breaks: NSDK4003
// Bug: the lock of the notifier is given back when the pages were checked, before the page table was updated
// Read in: https://gerrit-public.fairphone.software/plugins/gitiles/kernel/msm-5.4/+/1ed3d2567c800eca053ef86fdd3fc27b72d0192e
public sealed class CommandSubmission : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly List<ulong> _mapped = [];

    public bool Submit(ulong first, int count)
    {
        var token = ReadBegin();
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            for (var i = 0; i < count; i++)                  //+
                _mapped.Add(first + (ulong)i);               //+
        }

        for (var i = 0; i < count; i++)                      //! NSDK4003
            _mapped.Add(first + (ulong)i);                   //! NSDK4003
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _mapped.Clear();
        }

        return true;
    }
}
