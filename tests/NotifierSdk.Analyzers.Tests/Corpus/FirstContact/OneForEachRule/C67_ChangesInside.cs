// Correct: one change in the scope, and a second scope detached until the host answers
public interface IHost { void Unmap(AddressRange range); Task SwapOutAsync(AddressRange range); }

public sealed class Ballooning
{
    private readonly AddressSpace _space;
    private readonly IHost _host;

    public Ballooning(AddressSpace space, IHost host)
    {
        _space = space;
        _host = host;
    }

    public void Inflate(AddressRange range)
    {
        using (_space.BeginInvalidate(range, InvalidationEvent.Clear))
        {
            _host.Unmap(range);
        }
    }

    public async Task SwapAsync(AddressRange range)
    {
        var open = _space.BeginInvalidate(range, InvalidationEvent.Migrate).Detach();
        try
        {
            await _host.SwapOutAsync(range);
        }
        finally
        {
            open.End();
        }
    }
}
