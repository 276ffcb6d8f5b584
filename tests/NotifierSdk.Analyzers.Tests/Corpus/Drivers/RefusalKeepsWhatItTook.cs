// Breaks: NSDK4002
// Bug: the callback would block on its second lock, says so, and keeps the first
// Read in: https://review.shift-gmbh.com/plugins/gitiles/SHIFTPHONES/kernel/common/+/5a136b4ae327e7f6be9c984a010df8d7ea5a4f83
public sealed class MirrorList : IntervalNotifier
{
    private readonly DriverLock _ranges = new();
    private readonly DriverLock _mirrors = new();
    private readonly Dictionary<ulong, ulong> _device = [];

    public bool Map(ulong page)
    {
        var token = ReadBegin();
        using (_ranges.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _device[page] = page;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _ranges.Enter();
        else if (!_ranges.TryEnter())
            return false;
        if (invalidation.IsBlockable)
        {
            _mirrors.Enter();
        }
        else if (!_mirrors.TryEnter())
        {
            _ranges.Exit();                        //+
            return false;                          //+
            return false;                          //! NSDK4002
        }

        SetSeq(invalidation.Sequence);
        _device.Clear();
        _mirrors.Exit();
        _ranges.Exit();
        return true;
    }
}
