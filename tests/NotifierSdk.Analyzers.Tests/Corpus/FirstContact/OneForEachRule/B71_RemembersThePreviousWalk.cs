// Breaks: NSDK2018
// Bug: the directory entry that a walk keeps for the next one survives the change of the directory
public sealed partial class PageWalker : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _leaves = [];
    private readonly Func<ulong, ulong> _physRead;
    private readonly Dictionary<ulong, ulong> _directories = [];

    public PageWalker(Func<ulong, ulong> physRead) => _physRead = physRead;

    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Translate(AddressRange page);

    private bool Walk(AddressRange page, out ulong leaf)
    {
        ulong slot = page.Start >> 21;
        if (!_directories.TryGetValue(slot, out ulong directory))
        {
            directory = _physRead(slot * 8);
            _directories[slot] = directory;
        }

        leaf = _physRead(directory + (page.Start >> 12 & 511) * 8);
        return (leaf & 1) != 0;
    }

    private void Enter(AddressRange page, ulong leaf) => _leaves[page.Start] = leaf;

    [Invalidate]
    private void Flush(AddressRange range)
    {
        foreach (ulong page in range.Pages(4096))
            _leaves.Remove(page);
    }
}
