// Correct: the callback waits for a running job with the lock held, but only after it has asked IsBlockable; the thread that ends jobs takes no lock, and a refusal has touched nothing.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IPageSource
{
    ulong[] Frames(AddressRange range);
}

public sealed class JobBuffers : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _lock = new("job buffers");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _bound = [];
    private readonly ManualResetEventSlim _idle = new(true);
    private readonly IPageSource _source;

    public JobBuffers(IPageSource source) => _source = source;

    public bool Bind(AddressRange range, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var token = ReadBegin(range, cancel);
            var frames = _source.Frames(range);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                var next = 0;
                foreach (var page in range.Pages(PageSize))
                    _bound[page] = frames[next++];
                return true;
            }
        }

        return false;
    }

    /// <summary>Starts a job on bound pages. One job runs at a time.</summary>
    public bool TryStart(AddressRange range, Action<ulong> addPage, Action go)
    {
        using (_lock.EnterScope())
        {
            if (!_idle.IsSet)
                return false;
            foreach (var page in range.Pages(PageSize))
            {
                if (!_bound.TryGetValue(page, out var frame))
                    return false;
                addPage(frame);
            }

            _idle.Reset();
            go();
            return true;
        }
    }

    /// <summary>Called by the interrupt thread.</summary>
    public void JobDone() => _idle.Set();

    public void Dispose()
    {
        TryRemove(); // its last callback has waited for the job
        _idle.Dispose();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            if (!_idle.IsSet)
            {
                if (!invalidation.IsBlockable)
                    return false;
                _idle.Wait();
            }

            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _bound.Remove(page);
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
