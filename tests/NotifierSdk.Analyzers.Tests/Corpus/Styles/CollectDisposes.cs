// Correct: collecting disposes what it opens
using System.Buffers;

public interface IReader { IMemoryOwner<byte> OpenWindow(AddressRange range); Stream OpenStream(AddressRange range); }

public sealed partial class Mirror(IReader reader) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private byte[] _shadow = [];

    [Fault(Collect = nameof(Read), Commit = nameof(Store))]
    public partial FaultStatus Fault(AddressRange range);

    [Fault(Collect = nameof(TryRead), Commit = nameof(Store))]
    public partial FaultStatus FaultStream(AddressRange range);

    private byte[] Read(AddressRange range)
    {
        using var window = reader.OpenWindow(range);
        return window.Memory.ToArray();
    }

    private bool TryRead(AddressRange range, out byte[] collected)
    {
        using (var stream = reader.OpenStream(range))
        {
            collected = new byte[stream.Length];
            return stream.Read(collected) == collected.Length;
        }
    }

    private void Store(byte[] collected) => _shadow = collected;

    [Invalidate] private bool Drop(in Invalidation invalidation) { _shadow = []; return true; }
}
