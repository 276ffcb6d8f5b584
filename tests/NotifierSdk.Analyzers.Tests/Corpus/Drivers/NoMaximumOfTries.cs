// Breaks: NSDK2012
// Bug: getting user pages is tried again for as long as invalidations keep coming
// Read in: https://git.stricted.de?a=commit&h=2f568dbd6b944c2e8c0c54b53c2211c23995e6a4&p=GitHub%2Fmoto-9609%2Fandroid_kernel_motorola_exynos9610.git
public sealed class UserPagesOfSubmission : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly List<ulong> _pages = [];

    public bool GetUserPages(ulong page)
    {
        while (true)                               //! NSDK2012
        for (var tries = 0; tries < 10; tries++)   //+
        {
            var token = ReadBegin();
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _pages.Add(page);
                return true;
            }
        }
        return false;                              //+
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pages.Clear();
        }

        return true;
    }
}
