// Correct: the directory entries that walks keep are emptied with the leaves
using System.Collections.Concurrent;

public sealed partial class Walker : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _leaves = [];
    private readonly ConcurrentDictionary<ulong, ulong> _directories = [];
    private readonly Func<ulong, ulong> _physRead;

    public Walker(Func<ulong, ulong> physRead) => _physRead = physRead;

    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Translate(AddressRange page);

    private bool Walk(AddressRange page, out ulong leaf)
    {
        ulong directory = _directories.GetOrAdd(page.Start >> 21, slot => _physRead(slot * 8));
        leaf = _physRead(directory + (page.Start >> 12 & 511) * 8);
        return (leaf & 1) != 0;
    }

    private void Enter(AddressRange page, ulong leaf) => _leaves[page.Start] = leaf;

    [Invalidate]
    private void Flush(AddressRange range)
    {
        _directories.Clear();
        foreach (ulong page in range.Pages(4096))
            _leaves.Remove(page);
    }
}
