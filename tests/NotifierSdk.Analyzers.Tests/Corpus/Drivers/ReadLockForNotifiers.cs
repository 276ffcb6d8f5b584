// Breaks: NSDK2004
// Bug: page tables are updated under the device's own lock; the notifier that drops them takes another
// Read in: https://gitea.koeferli.link/raspi/linux/commits/commit/69cede2a5a5f60e3f5602b901b52cb64edd2ea6c/drivers/gpu/drm/amd/amdgpu/amdgpu_hmm.h
public sealed class UserPages : IntervalNotifier
{
    private readonly DriverLock _notifierLock = new();
    private readonly DriverLock _updateLock = new();
    private readonly Dictionary<ulong, ulong> _table = [];

    public bool Validate(ulong page)
    {
        var token = ReadBegin();
        using (_updateLock.EnterScope())           //! NSDK2004
        using (_notifierLock.EnterScope())         //+
        {
            if (ReadRetry(token))
                return false;
            _table[page] = page;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_notifierLock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _table.Clear();
        }

        return true;
    }
}
