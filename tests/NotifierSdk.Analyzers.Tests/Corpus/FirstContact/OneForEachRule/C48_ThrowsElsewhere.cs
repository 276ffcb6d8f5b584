// Correct: the checks of arguments throw in what the user calls, never in what the callback calls
public sealed class Tracker : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly bool[] _accessed = new bool[4096];

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            try
            {
                foreach (var page in invalidation.Overlap.Pages(4096))
                    Set(page, false);
            }
            catch (ArgumentOutOfRangeException)
            {
                Array.Clear(_accessed);
            }

            return true;
        }
    }

    public void Touch(ulong page)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page, Range.Last);
        using (_lock.EnterScope())
            Set(page, true);
    }

    private void Set(ulong page, bool value)
    {
        var index = (page - Range.Start) >> 12;
        if (index >= (ulong)_accessed.Length)
            throw new ArgumentOutOfRangeException(nameof(page));
        _accessed[index] = value;
    }
}
