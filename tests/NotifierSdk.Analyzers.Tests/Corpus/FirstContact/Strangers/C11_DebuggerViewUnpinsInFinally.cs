// Correct: What an attempt pins is undone in a finally block unless it was committed, on collisions and exceptions alike.
using System;
using System.Collections.Generic;
using NotifierSdk;



public interface IPinning
{
    nint Pin(AddressRange range);

    void Unpin(nint pinned);

    void Verify(nint pinned);
}

public sealed class CarefulView(IPinning pinning, Action<string> log) : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("view");
    private readonly Dictionary<AddressRange, nint> _pinned = [];

    public bool Open(AddressRange range)
    {
        for (int attempt = 1, pause = 1; attempt <= 9; attempt++, pause <<= 1)
        {
            var token = ReadBegin(range);
            var pinned = pinning.Pin(range);
            var committed = false;
            try
            {
                pinning.Verify(pinned);
                using (_lock.EnterScope())
                {
                    if (!ReadRetry(token))
                    {
                        if (_pinned.Remove(range, out var former))
                            pinning.Unpin(former);
                        _pinned[range] = pinned;
                        committed = true;
                    }
                }
            }
            catch (InvalidOperationException e)
            {
                log($"{range} cannot be shown: {e.Message}");
                return false;
            }
            finally
            {
                if (!committed)
                    pinning.Unpin(pinned);
            }

            if (committed)
                return true;
            System.Threading.Thread.Sleep(pause);
        }

        return false;
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            List<AddressRange> gone = [];
            foreach (var range in _pinned.Keys)
            {
                if (range.Overlaps(invalidation.Overlap))
                    gone.Add(range);
            }

            foreach (var range in gone)
            {
                _pinned.Remove(range, out var pinned);
                pinning.Unpin(pinned);
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
