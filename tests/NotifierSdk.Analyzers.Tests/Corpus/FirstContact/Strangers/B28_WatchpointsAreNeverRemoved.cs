// Breaks: NSDK5002
// Bug: The debugger inserts a notifier for each watchpoint, and on Dispose only forgets them.
// Also: NSDK2005, and rightly: Poll drops the status of Refresh
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public sealed class WatchpointSet : IDisposable
{
    private readonly AddressSpace _target;
    private readonly Func<AddressRange, ulong> _peek;
    private readonly List<Watchpoint> _points = new();

    public WatchpointSet(AddressSpace target, Func<AddressRange, ulong> peek)
    {
        _target = target;
        _peek = peek;
    }

    public event Action<string, ulong>? Hit;

    public void Watch(string expression, ulong address)
    {
        var point = new Watchpoint(_peek);
        _target.Insert(point, AddressRange.FromLength(address, sizeof(ulong)));
        lock (_points)
            _points.Add(point);
        if (point.Refresh() == FaultStatus.Completed)
            Hit?.Invoke(expression, point.Value);
    }

    public void Poll()
    {
        Watchpoint[] copy;
        lock (_points)
            copy = _points.ToArray();
        foreach (var point in copy)
        {
            if (!point.IsKnown)
                point.Refresh();
        }
    }

    public void Dispose()
    {
        lock (_points)
            _points.Clear();
        Hit = null;
    }
}

public sealed class Watchpoint(Func<AddressRange, ulong> peek) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private ulong? _value;

    public bool IsKnown
    {
        get
        {
            lock (_lock)
                return _value.HasValue;
        }
    }

    public ulong Value
    {
        get
        {
            lock (_lock)
                return _value ?? throw new InvalidOperationException("The value is not known.");
        }
    }

    public FaultStatus Refresh()
    {
        for (var i = 0; i < 3; i++)
        {
            if (TryReadBegin(Range, TimeSpan.FromSeconds(1), out var token) is var status and not FaultStatus.Completed)
                return status;
            var value = peek(Range);
            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                _value = value;
                return FaultStatus.Completed;
            }
        }

        return FaultStatus.Collided;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;

        SetSeq(invalidation.Sequence);
        _value = null;
        _lock.Exit();
        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }
}
