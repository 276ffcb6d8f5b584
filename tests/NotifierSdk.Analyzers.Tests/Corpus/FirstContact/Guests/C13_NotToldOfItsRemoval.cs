// Correct: the notifier declines the callback for its own removal, because Dispose closes the shadow and empties it under the lock before it removes, and a closed shadow takes no commit.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IHeapReader
{
    uint ReadClassId(ulong address);
}

/// <summary>Types of the objects of another runtime's heap, as a heap walker has seen them.</summary>
public sealed class ObjectTypes : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("object types");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, uint> _types = [];
    [GuardedBy(nameof(_lock))] private bool _closed;
    private readonly IHeapReader _reader;

    public ObjectTypes(IHeapReader reader) => _reader = reader;

    protected override bool IsToldOfRemoval => false;

    public bool Learn(ulong address, CancellationToken cancel)
    {
        var header = AddressRange.FromLength(address, 8);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            if (TryReadBegin(header, Timeout.InfiniteTimeSpan, cancel, out var token) != FaultStatus.Completed)
                return false;

            var type = _reader.ReadClassId(address);
            using (_lock.EnterScope())
            {
                if (_closed)
                    return false;
                if (ReadRetry(token))
                    continue;
                _types[address] = type;
                return true;
            }
        }

        return false;
    }

    public bool TryVisit(ulong address, Action<uint> visit)
    {
        using (_lock.EnterScope())
        {
            if (!_types.TryGetValue(address, out var type))
                return false;
            visit(type);
            return true;
        }
    }

    public void Dispose()
    {
        using (_lock.EnterScope())
        {
            _closed = true;
            _types.Clear();
        }

        TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var moved = invalidation.Overlap;
            var gone = new List<ulong>();
            foreach (var address in _types.Keys)
            {
                // A header has eight bytes, and a change may begin in the middle of one.
                if (moved.Overlaps(AddressRange.FromLength(address, 8)))
                    gone.Add(address);
            }

            foreach (var address in gone)
                _types.Remove(address);
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
