// Breaks: NSDK2006
// Bug: the block is entered into the table before anybody asked whether the pages changed
public sealed class BlockRecompiler : IntervalNotifier
{
    private sealed record Block(ulong Pc, int Length, byte[] Host);

    private readonly DriverLock _blocks = new("blocks");
    [ShadowState] private readonly Dictionary<ulong, Block> _byPc = [];
    private readonly byte[] _ram;

    public BlockRecompiler(byte[] ram) => _ram = ram;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_blocks.TryEnter(in invalidation, out var held))
            return false;
        using var _ = held;
        SetSeq(invalidation.Sequence);
        var gone = invalidation.Overlap;
        var dead = from entry in _byPc where gone.Overlaps(AddressRange.FromLength(entry.Key, (ulong)entry.Value.Length)) select entry.Key;
        foreach (var pc in dead.ToArray())
            _byPc.Remove(pc);
        return true;
    }

    public bool Translate(ulong pc, CancellationToken stop)
    {
        var attempts = 0;
    again:
        var token = ReadBegin(AddressRange.FromLength(pc, 64), stop);
        var guest = _ram.AsSpan((int)pc, 64).ToArray();
        var block = new Block(pc, 64, Array.ConvertAll(guest, b => (byte)~b));
        using (_blocks.EnterScope())
        {
            _byPc[pc] = block;
            if (!ReadRetry(token))
                return true;
            _byPc.Remove(pc);
        }

        if (++attempts < 8)
            goto again;
        return false;
    }
}
