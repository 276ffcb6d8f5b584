// Correct: A task completion source is completed under the driver lock, which a reviewer would stop at: it is after the check, and its continuations run asynchronously.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;


/// <summary>Makes pages resident. The task tells that the page was committed; the contents are read under the lock.</summary>
public sealed class ResidencyTracker(Func<AddressRange, byte[]> load) : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("residency");
    private readonly Dictionary<ulong, byte[]> _pages = [];
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource> _flights = new();

    public Task Ensure(AddressRange page, CancellationToken cancellation)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var flight = _flights.GetOrAdd(page.Start, mine);
        if (flight == mine)
            Lead(page, mine, cancellation);
        return flight.Task;
    }

    public bool TryRead(ulong page, Action<byte[]> copy)
    {
        using (_lock.EnterScope())
        {
            if (!_pages.TryGetValue(page, out var bytes))
                return false;
            copy(bytes);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap.AlignOutward(4096);
            foreach (var page in _pages.Keys.Where(range.Contains).ToArray())
                _pages.Remove(page);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private void Lead(AddressRange page, TaskCompletionSource flight, CancellationToken cancellation)
    {
        try
        {
            for (var attempt = 0; attempt < 10; attempt++)
            {
                var token = ReadBegin(page, cancellation);
                var bytes = load(page);
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        continue;
                    _pages[page.Start] = bytes;
                    flight.TrySetResult();
                    return;
                }
            }

            flight.TrySetException(new FaultException(FaultStatus.Collided));
        }
        catch (Exception e)
        {
            flight.TrySetException(e);
        }
        finally
        {
            _flights.TryRemove(page.Start, out _);
        }
    }
}
