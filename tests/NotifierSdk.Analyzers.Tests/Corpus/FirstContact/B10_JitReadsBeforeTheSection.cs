// Breaks: NSDK2007
// Bug: the guest's bytes are read before the section begins
public interface IGuestMemory { byte[] ReadBytes(ulong address, int count); }

public sealed class BlockCache : IntervalNotifier
{
    private readonly IGuestMemory memory;
    private readonly object sync = new();
    private readonly Dictionary<ulong, byte[]> blocks = new();

    public BlockCache(IGuestMemory memory) => this.memory = memory;

    public bool Translate(ulong pc)
    {
        byte[] code = memory.ReadBytes(pc, 64);
        var token = ReadBegin();
        lock (sync)
        {
            if (ReadRetry(token))
                return false;
            blocks[pc] = code;
        }

        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (sync)
        {
            SetSeq(invalidation.Sequence);
            blocks.Clear();
        }

        return true;
    }
}
