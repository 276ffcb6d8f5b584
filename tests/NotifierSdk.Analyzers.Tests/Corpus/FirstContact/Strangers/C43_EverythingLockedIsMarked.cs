// Correct: The methods and the property that require the lock are only used where it is held: in a using statement, in the callback, and in each other.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using NotifierSdk;



public sealed class MarkedTable : IntervalNotifier
{
    private readonly DriverLock _gate = new("marked table");
    [GuardedBy(nameof(_gate))] private readonly List<(AddressRange Range, long Handle, int Users)> _mappings = [];
    private readonly Func<AddressRange, long> _map;
    private readonly Action<long> _unmap;

    public MarkedTable(Func<AddressRange, long> map, Action<long> unmap) => (_map, _unmap) = (map, unmap);

    public long Acquire(AddressRange range)
    {
        for (var i = 0; i < 8; i++)
        {
            using (_gate.EnterScope())
            {
                if (TryTouch(range, out var present))
                    return present;
            }

            var token = ReadBegin(range);
            var handle = _map(range);
            using (_gate.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    if (!TryTouch(range, out var other))
                    {
                        _mappings.Add((range, handle, 1));
                        return handle;
                    }

                    _unmap(handle);
                    return other;
                }
            }

            _unmap(handle);
        }

        return 0;
    }

    public override string ToString()
    {
        using (_gate.EnterScope())
            return Summary;
    }

    [RequiresLock(nameof(_gate))]
    private string Summary => $"{_mappings.Count} mapping(s), {Users} user(s)";

    [RequiresLock(nameof(_gate))]
    private int Users
    {
        get
        {
            var users = 0;
            foreach (var mapping in _mappings)
                users += mapping.Users;
            return users;
        }
    }

    [RequiresLock(nameof(_gate))]
    private bool TryTouch(AddressRange range, out long handle)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        var index = _mappings.FindIndex(mapping => mapping.Range == range);
        if (index < 0)
        {
            handle = 0;
            return false;
        }

        var found = _mappings[index];
        _mappings[index] = found with { Users = found.Users + 1 };
        handle = found.Handle;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_gate.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            ZapLocked(invalidation.Overlap);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_gate.EnterScope())
        {
        }
    }

    [RequiresLock(nameof(_gate))]
    private void ZapLocked(AddressRange range)
    {
        for (var i = _mappings.Count - 1; i >= 0; i--)
        {
            if (!_mappings[i].Range.Overlaps(range))
                continue;
            _unmap(_mappings[i].Handle);
            _mappings.RemoveAt(i);
        }
    }
}
