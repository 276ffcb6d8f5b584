namespace Reduced.N08; // MISS NSDK5011: a commit that writes to a stream

public sealed class Tex : IntervalNotifier, IDisposable
{
    private readonly object _l = new();
    private readonly System.IO.MemoryStream _gpu = new();
    public bool Up(Func<byte[]> get)
    {
        var t = ReadBegin();
        var b = get();
        lock (_l) { if (ReadRetry(t)) return false; _gpu.Write(b); return true; }
    }
    protected override bool OnInvalidate(in Invalidation inv) { lock (_l) { SetSeq(inv.Sequence); } return true; }
    public void Dispose() { Remove(); _gpu.Dispose(); }
}
