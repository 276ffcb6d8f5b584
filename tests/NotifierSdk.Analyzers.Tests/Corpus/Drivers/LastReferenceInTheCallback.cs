// Breaks: NSDK3001
// Bug: the callback drops the last reference, which ends the subscription that it is part of
// Read in: https://git.ipfire.org/?a=object&h=a29e067bd38946f752b0ef855f3dfff87e77bec7&p=thirdparty%2Fkernel%2Flinux.git
public sealed class SvmRange : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly HashSet<ulong> _pages = [];

    public bool Restore(ulong page)
    {
        var token = ReadBegin();
        using (_lock.EnterScope())
            return !ReadRetry(token) && _pages.Add(page);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }

        if (invalidation.Event == InvalidationEvent.Unmap)
            Put();
        return true;
    }

    private void Put()
    {
        Remove();                                  //! NSDK3001
        RemoveLater();                             //+
    }
}
