// Correct: what an attempt leaves is disposed by the loop
using System.Runtime.InteropServices;

public sealed class Registration : SafeHandle
{
    public Registration(nint value) : base(0, true) => SetHandle(value);
    public override bool IsInvalid => handle == 0;
    protected override bool ReleaseHandle() => true;
}

public interface IBus { Registration RegisterPages(AddressRange range); }

public sealed class Mirror(IBus bus) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private Registration? _current;

    public bool Fault(AddressRange range)
    {
        Registration? stale = null;
        for (var attempt = 0; attempt < 10; attempt++, stale?.Dispose())
        {
            var token = ReadBegin(range);
            var fresh = bus.RegisterPages(range);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                {
                    stale = fresh;
                    continue;
                }
                (_current, stale) = (fresh, _current);
            }
            stale?.Dispose();
            return true;
        }
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        Registration? dropped;
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            dropped = _current;
            _current = null;
        }
        dropped?.Dispose();
        return true;
    }
}
