// Breaks: NSDK2011
// Bug: The leader completes the waiters' task with what it has read before ReadRetry has checked it, so the waiters use a page that collided.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;


/// <summary>Object cache of a storage engine, with one load in flight for each page.</summary>
public sealed class SingleFlightCache(Func<AddressRange, byte[]> load) : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("single flight");
    private readonly Dictionary<ulong, byte[]> _pages = [];
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<byte[]>> _flights = new();

    /// <summary>The result is the page at a moment after the call. Who needs the current one uses <see cref="TryRead"/>.</summary>
    public Task<byte[]> Get(AddressRange page, CancellationToken cancellation)
    {
        var mine = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
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

    private void Lead(AddressRange page, TaskCompletionSource<byte[]> flight, CancellationToken cancellation)
    {
        try
        {
            for (var attempt = 0; attempt < 10; attempt++)
            {
                var token = ReadBegin(page, cancellation);
                var bytes = load(page);
                flight.TrySetResult(bytes);
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        continue;
                    Land(page, flight); // nobody joins from here on
                    _pages[page.Start] = bytes;
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
            Land(page, flight);
        }
    }

    private void Land(AddressRange page, TaskCompletionSource<byte[]> flight) => _flights.TryRemove(new(page.Start, flight));
}
