// Correct: the scope is detached and the device's completion ends it, and if nothing was submitted it is ended at once.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public interface IDmaQueue
{
    bool TrySubmit(AddressRange range, ulong target, Action<bool> completed);
}

public sealed partial class HostPages(Func<AddressRange, nint> map) : IntervalNotifier
{
    [DriverLock] private readonly object _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, nint> _host = [];

    [Fault(Collect = nameof(Locate), Commit = nameof(Remember), TimeoutMilliseconds = 1000)]
    public partial void Require(AddressRange page);

    private nint Locate(AddressRange page) => map(page);

    private void Remember(AddressRange page, nint pointer) => _host[page.Start] = pointer;

    [Invalidate]
    private void Revoke(AddressRange range)
    {
        foreach (var page in _host.Keys.Where(page => range.Contains(page)).ToArray())
            _host.Remove(page);
    }
}

public sealed class PageMover(AddressSpace space, IDmaQueue queue)
{
    private readonly ConcurrentDictionary<OpenInvalidation, AddressRange> _moving = new();

    public int Moving => _moving.Keys.Count(open => open.IsOpen);

    public bool TryMove(AddressRange range, ulong target)
    {
        var open = Announce(range);
        var submitted = false;
        try
        {
            _moving[open] = range;
            submitted = queue.TrySubmit(range, target, moved => Complete(open, moved));
            return submitted;
        }
        finally
        {
            if (!submitted)
                Complete(open, moved: false);
        }
    }

    public bool TryDiscard(AddressRange range, Action<AddressRange> discard)
    {
        if (!space.TryBeginInvalidate(range, InvalidationEvent.Clear, out var scope))
            return false;
        using (scope)
            discard(range);
        return true;
    }

    private OpenInvalidation Announce(AddressRange range)
    {
        using var scope = space.BeginInvalidate(range, InvalidationEvent.Migrate, this);
        return scope.Detach();
    }

    private void Complete(OpenInvalidation open, bool moved)
    {
        open.TryEnd();
        if (_moving.TryRemove(open, out var range) && !moved)
            Console.Error.WriteLine($"{range} stays where it is");
    }
}
