// Breaks: NSDK2005
// Bug: the caller drops the status of the fault, and reads an entry that may not be there
// Read in: none
public sealed partial class Pages(Func<ulong, ulong> translate) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _frames = [];

    [Fault(Collect = nameof(Translate), Commit = nameof(Keep))]
    public partial FaultStatus Fault(AddressRange page);

    public ulong this[ulong page]
    {
        get
        {
            using (_lock.EnterScope())
                return _frames[page];
        }
    }

    private ulong Translate(AddressRange page) => translate(page.Start);

    private void Keep(AddressRange page, ulong frame) => _frames[page.Start] = frame;

    [Invalidate]
    private void Drop() => _frames.Clear();
}

public sealed class Cpu(Pages pages)
{
    public ulong Load(ulong address)
    {
        pages.Fault(AddressRange.FromLength(address, 4096)); //! NSDK2005
        if (pages.Fault(AddressRange.FromLength(address, 4096)) != FaultStatus.Completed) //+
            throw new InvalidOperationException("The page is not there."); //+
        return pages[address];
    }
}
