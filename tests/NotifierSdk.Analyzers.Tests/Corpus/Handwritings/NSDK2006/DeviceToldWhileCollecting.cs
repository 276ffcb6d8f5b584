// Breaks: NSDK2006
// Bug: the device is the shadow, and Collect tells it already what Commit is for
// Read in: none
public interface IGpu { void Bind(ulong address, nint buffer); void Unbind(AddressRange range); }

public sealed partial class Buffers(IGpu gpu, Func<AddressRange, nint> upload) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [ShadowState] private readonly IGpu _gpu = gpu;

    [Fault(Collect = nameof(Upload), Commit = nameof(Bind))]
    public partial FaultStatus Map(AddressRange range);

    private nint Upload(AddressRange range)
    {
        var buffer = upload(range);
        _gpu.Bind(range.Start, buffer); //! NSDK2006
        return buffer;
    }

    private void Bind(AddressRange range, nint buffer)
    {
        _gpu.Bind(range.Start, buffer); //+
        GC.KeepAlive((range, buffer));
    }

    [Invalidate]
    private void Unbind(AddressRange range) => _gpu.Unbind(range);
}
