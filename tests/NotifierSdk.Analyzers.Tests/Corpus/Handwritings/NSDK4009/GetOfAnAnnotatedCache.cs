// Breaks: NSDK4009
// Bug: whoever asks for a page reads the dictionary that commits and the callback change under the lock
// Read in: none
public sealed partial class GuestPages(Func<ulong, ulong> translate) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _frames = [];                          //! NSDK4009
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _frames = []; //+

    [Fault(Collect = nameof(Translate), Commit = nameof(Keep))]
    public partial FaultStatus Fault(AddressRange page);

    public ulong Get(ulong page)
    {
        using (_lock.EnterScope()) //+
            return _frames[page];
    }

    private ulong Translate(AddressRange page) => translate(page.Start);

    private void Keep(AddressRange page, ulong frame) => _frames[page.Start] = frame;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _frames.Keys.Where(range.Contains).ToList())
            _frames.Remove(page);
    }
}
