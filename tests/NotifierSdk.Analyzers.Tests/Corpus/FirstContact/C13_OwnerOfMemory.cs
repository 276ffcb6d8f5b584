// Correct: the owner of memory announces each change around it
public sealed class GuestRam : IDisposable
{
    private readonly AddressSpace _space = new("guest");
    private readonly byte[] _bytes = new byte[1 << 20];

    public AddressSpace Space => _space;

    public void Write(ulong address, ReadOnlySpan<byte> data)
    {
        using (_space.BeginInvalidate(AddressRange.FromLength(address, (ulong)data.Length), InvalidationEvent.Clear))
            data.CopyTo(_bytes.AsSpan((int)address));
    }

    public bool TryWrite(ulong address, byte value)
    {
        if (!_space.TryBeginInvalidate(AddressRange.FromLength(address, 1), InvalidationEvent.Clear, out var scope))
            return false;
        using (scope)
            _bytes[address] = value;
        return true;
    }

    public void Flush(AddressRange range)
    {
        using (_space.BeginInvalidate(range, InvalidationEvent.SoftDirty)) { }
    }

    public void Dispose() => _space.Dispose();
}
