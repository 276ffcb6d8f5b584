// Breaks: NSDK2005
// Bug: a device's window is filled page by page, and a page that was not filled is sent all the same
// Read in: none
public sealed partial class Window : IntervalNotifier
{
    private readonly ulong[] _ptes = new ulong[64];
    [DriverLock] private readonly Lock _sync = new();

    [Fault(Commit = nameof(Set))]
    internal partial bool TryMap(AddressRange page);

    private void Set(AddressRange page) => _ptes[(page.Start >> 12) & 63] = page.Start | 1;

    public bool Send(ulong first, int pages, Action<ulong, int> start)
    {
        for (var n = 0; n < pages; n++)
        {
            var page = AddressRange.FromLength(first + ((ulong)n << 12), 4096);
            TryMap(page); //! NSDK2005
            if (!TryMap(page)) return false; //+
        }

        start(first, pages);
        return true;
    }

    [Invalidate]
    private void Unmap() => Array.Clear(_ptes);
}
