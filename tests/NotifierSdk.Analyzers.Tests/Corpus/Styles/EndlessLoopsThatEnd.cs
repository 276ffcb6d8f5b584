// Correct: endless loops that a clock, the notifier's state or a flag ends
using System.Diagnostics;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _entry;

    public bool Fault(ulong page, TimeSpan patience)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            var token = ReadBegin();
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token)) { _entry = page; return true; }
            }
            if (Stopwatch.GetElapsedTime(begun) > patience) return false;
        }
    }

    public bool FaultWhileOpen(ulong page)
    {
        while (true)
        {
            if (!IsInserted || Space is not { IsReleased: false }) return false;
            var token = ReadBegin();
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token)) { _entry = page; return true; }
            }
        }
    }

    private volatile bool _closing;

    public bool FaultUntilClosing(ulong page)
    {
        while (true)
        {
            if (_closing) return false;
            var token = ReadBegin();
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token)) { _entry = page; return true; }
            }
        }
    }

    public void Close() { _closing = true; Remove(); }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _entry = 0;
        return true;
    }
}
