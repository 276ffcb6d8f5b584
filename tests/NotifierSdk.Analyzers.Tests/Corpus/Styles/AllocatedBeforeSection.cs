// Correct: memory is sized before the section and read in it
public interface IGuestMemory { ulong Size(ulong page); ulong ReadPage(ulong page); }

public sealed class Mirror(IGuestMemory memory) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private ulong[] _entries = [];

    public bool Fault(ulong page)
    {
        var buffer = new ulong[memory.Size(page)];
        var token = ReadBegin();
        for (var i = 0; i < buffer.Length; i++) buffer[i] = memory.ReadPage(page + (ulong)i);
        lock (_lock)
        {
            if (ReadRetry(token)) return false;
            _entries = buffer;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _entries = []; return true; }
    }
}
