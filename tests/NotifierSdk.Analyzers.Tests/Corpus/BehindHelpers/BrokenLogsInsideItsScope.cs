// Breaks: NSDK5010
// Bug: inside the scope nothing happens but a line of log
public sealed class Balloon(AddressSpace space, Action<AddressRange> discard, Action<string> log)
{
    public void Inflate(AddressRange range)
    {
        using (space.BeginInvalidate(range, InvalidationEvent.Unmap))
            log($"inflating {range}");
        discard(range);
    }
}
