// Breaks: NSDK5010
// Bug: the loop that takes the frames away stands behind the scope, and names what the range was made of
public sealed class Slots(AddressSpace space)
{
    private readonly ulong[] _frames = new ulong[1024];

    public void Detach(int first, int count)
    {
        var range = AddressRange.FromLength((ulong)first << 12, (ulong)count << 12);
        using (space.BeginInvalidate(range, InvalidationEvent.Unmap))
        {
        }

        lock (_frames)
        {
            for (var slot = first; slot < first + count; slot++)
                _frames[slot] = 0;
        }
    }
}
