// Correct: a goto leads back to a new token, at most eight times
public sealed class Recompiler : IntervalNotifier
{
    private readonly DriverLock _blocks = new("blocks");
    [ShadowState, GuardedBy(nameof(_blocks))] private readonly Dictionary<ulong, byte[]> _byPc = [];
    private readonly byte[] _ram;

    public Recompiler(byte[] ram) => _ram = ram;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_blocks.TryEnter(in invalidation, out var held))
            return false;
        using var _ = held;
        SetSeq(invalidation.Sequence);
        var gone = invalidation.Overlap;
        var dead = from pc in _byPc.Keys where gone.Contains(pc) select pc;
        foreach (var pc in dead.ToArray())
            _byPc.Remove(pc);
        return true;
    }

    public byte[]? Translate(ulong pc, CancellationToken stop)
    {
        var attempts = 0;
    again:
        stop.ThrowIfCancellationRequested();
        var token = ReadBegin(AddressRange.FromLength(pc, 64), stop);
        var guest = _ram.AsSpan((int)pc, 64).ToArray();
        var block = Array.ConvertAll(guest, b => (byte)~b);
        using (_blocks.EnterScope())
        {
            if (!ReadRetry(token))
            {
                _byPc[pc] = block;
                return block;
            }
        }

        if (++attempts < 8)
            goto again;
        return null;
    }
}
