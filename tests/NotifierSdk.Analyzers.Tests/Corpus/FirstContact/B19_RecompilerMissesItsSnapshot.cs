// Breaks: NSDK2007
// Bug: pages are read one by one, each under a section of its own, and only the last is checked
public interface ICodeReader { byte[] Fetch(ulong address, int length); }

public sealed class Recompiler : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, byte[]> _traces = new();
    private readonly ICodeReader _reader;

    public Recompiler(ICodeReader reader) => _reader = reader;

    public bool Trace(ulong pc, int pages)
    {
        var trace = new MemoryStream();
        ReadToken token = default;
        for (int i = 0; i < pages; i++)
        {
            token = ReadBegin();
            trace.Write(_reader.Fetch(pc + (ulong)(i * 4096), 4096));
        }

        lock (_lock)
        {
            if (ReadRetry(token))
                return false;
            _traces[pc] = trace.ToArray();
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _traces.Clear();
            return true;
        }
    }
}
