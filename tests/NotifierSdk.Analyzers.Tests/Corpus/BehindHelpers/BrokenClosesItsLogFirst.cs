// Breaks: NSDK5003
// Bug: the base class removes the notifier after its log was disposed
public abstract class Device : IntervalNotifier
{
    protected abstract void Zap(AddressRange range);
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        Zap(invalidation.Overlap);
        return true;
    }
    protected void Leave() => TryRemove();
}
public sealed class Sink(Stream log) : Device, IDisposable
{
    public void Dispose()
    {
        log.Dispose();
        Leave();
    }
    protected override void Zap(AddressRange range) => log.WriteByte((byte)range.Pages(4096).Count());
}
