// Breaks: NSDK5010
// Bug: the pages are unmapped first, and the change is announced afterwards
public interface IHostMemory { void Unmap(AddressRange range); }

public sealed class Balloon
{
    private readonly AddressSpace _space;
    private readonly IHostMemory _memory;

    public Balloon(AddressSpace space, IHostMemory memory)
    {
        _space = space;
        _memory = memory;
    }

    public void Inflate(AddressRange range)
    {
        using (_space.BeginInvalidate(range, InvalidationEvent.Clear))
        {
        }

        _memory.Unmap(range);
    }
}
