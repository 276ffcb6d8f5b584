// Breaks: NSDK5003
// Bug: a helper disposes, through a property, what a helper of the callback uses
using System.IO;
public sealed class Logger(Stream to) : IDisposable
{
    public void Write(AddressRange range) => to.WriteByte((byte)range.Length);
    public void Dispose() => to.Dispose();
}
public sealed class Tracer : IntervalNotifier, IAsyncDisposable
{
    private readonly Logger _logger;
    private readonly DriverLock _lock = new();
    public Tracer(Stream to) => _logger = new Logger(to);
    public async ValueTask DisposeAsync()
    {
        CloseLog();
        await RemoveAsync();
    }
    private void CloseLog() => Log.Dispose();
    private Logger Log => _logger;
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            Note(invalidation.Overlap);
        }
        return true;
    }
    private void Note(AddressRange range) => Log.Write(range);
}
