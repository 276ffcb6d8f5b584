// Correct: the callback's lock in one line, a lock with a timeout, read sections and removals that answer instead of throwing
public sealed class Mirror(Func<ulong, ulong> read) : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, ulong> _pages = [];

    public FaultStatus Fault(AddressRange page, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var status = TryReadBegin(page, TimeSpan.FromSeconds(1), cancellationToken, out var token);
            if (status != FaultStatus.Completed)
                return status;
            var content = read(page.Start);
            if (!_lock.TryEnter(TimeSpan.FromSeconds(1), out var scope))
                return FaultStatus.TimedOut;
            using (scope)
            {
                if (ReadRetry(token))
                    continue;
                _pages[page.Start] = content;
                return FaultStatus.Completed;
            }
        }

        return FaultStatus.Collided;
    }

    public bool Touch(AddressRange page)
    {
        if (TryReadBegin(page, TimeSpan.Zero, out var token) != FaultStatus.Completed || !_lock.TryEnter(TimeSpan.FromSeconds(1)))
            return false;
        try
        {
            if (ReadRetry(token))
                return false;
            _pages[page.Start] = 0;
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    public void Dispose()
    {
        if (TryRemove())
            Console.WriteLine("removed");
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            foreach (var page in _pages.Keys.Where(page => range.Contains(page)).ToArray())
                _pages.Remove(page);
        }

        return true;
    }
}

public sealed class Caller(Mirror mirror)
{
    public async Task<bool> FillAsync(AddressRange page, CancellationToken cancellationToken)
    {
        while (mirror.Fault(page, cancellationToken) == FaultStatus.Collided)
        {
            if (await mirror.WaitReadableAsync(page, cancellationToken) != FaultStatus.Completed)
                return false;
        }

        return true;
    }
}
