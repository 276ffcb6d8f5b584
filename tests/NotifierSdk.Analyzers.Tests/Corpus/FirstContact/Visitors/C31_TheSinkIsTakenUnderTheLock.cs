// Correct: the listener is cleared under the lock, and the callback tests what it finds before it calls it.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class Watchpoints : IntervalNotifier, IDisposable
{
    private readonly Lock _lock = new();
    private readonly SortedSet<ulong> _armed = [];
    private readonly Predicate<ulong> _arm;
    private Action<ulong>? _listener;

    public Watchpoints(Predicate<ulong> arm) => _arm = arm;

    public IDisposable Listen(Action<ulong> listener)
    {
        lock (_lock)
        {
            if (_listener is not null)
                throw new InvalidOperationException("There is a listener already.");
            _listener = listener;
        }

        return new Subscription(this);
    }

    public bool Watch(ulong address, CancellationToken stop)
    {
        var word = AddressRange.FromLength(address & ~7ul, 8);
        for (var tries = 0; tries < 50; tries++)
        {
            var token = ReadBegin(word, stop);
            if (!_arm(word.Start))
                return false;
            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                return _armed.Add(word.Start);
            }
        }

        return false;
    }

    public void Dispose()
    {
        Unlisten();
        TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;

        Action<ulong>? listener;
        ulong[] gone;
        try
        {
            SetSeq(invalidation.Sequence);
            listener = _listener;
            gone = _armed.GetViewBetween(invalidation.Overlap.Start, invalidation.Overlap.Last).ToArray();
            _armed.ExceptWith(gone);
        }
        finally
        {
            _lock.Exit();
        }

        if (listener is not null)
            Array.ForEach(gone, listener);
        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }

    private void Unlisten()
    {
        lock (_lock)
            _listener = null;
    }

    private sealed class Subscription(Watchpoints owner) : IDisposable
    {
        public void Dispose() => owner.Unlisten();
    }
}
