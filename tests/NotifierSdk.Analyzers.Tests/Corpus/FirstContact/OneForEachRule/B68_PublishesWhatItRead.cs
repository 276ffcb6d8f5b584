// Breaks: NSDK2011
// Bug: the screen reads the frame before anybody checked it
public sealed class Framebuffer : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Func<AddressRange, int[]> _scanout;
    private volatile int[] _front = [];
    private int _generation;

    public Framebuffer(Func<AddressRange, int[]> scanout) => _scanout = scanout;

    public int[] Front => _front;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            _generation++;
        }

        return true;
    }

    public bool Refresh()
    {
        var token = ReadBegin();
        _front = _scanout(Range);
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _generation++;
            return true;
        }
    }
}
