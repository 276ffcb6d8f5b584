// Breaks: NSDK5010
// Bug: another type takes the memory out behind the scope
public sealed class Ram
{
    private readonly Dictionary<ulong, byte[]> _pages = [];
    public int TakeOut(AddressRange range)
    {
        var count = 0;
        foreach (var page in range.Pages(4096))
        {
            if (_pages.Remove(page))
                count++;
        }
        return count;
    }
}
public sealed class Balloon(AddressSpace space, Ram ram)
{
    public int Inflate(AddressRange range)
    {
        using (space.BeginInvalidate(range, InvalidationEvent.Unmap))
        {
        }
        return ram.TakeOut(range);
    }
}
