// Breaks: NSDK2013
// Bug: Start keeps the token of a read in a field of the notifier until Complete comes for it, and the next Start overwrites it.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface IMemoryBus
{
    /// <summary>Sends a read request; the answer comes as a call of the completion.</summary>
    void Request(ulong address, int tag, Action<int, ulong> completion);
}

/// <summary>Line buffer of a simulated cache controller with split transactions.</summary>
public sealed class LineBuffer : IntervalNotifier, IDisposable
{
    private const ulong LineSize = 64;

    private readonly DriverLock _lock = new("line buffer");
    private readonly Dictionary<ulong, ulong> _lines = new();
    private readonly Dictionary<int, ulong> _outstanding = new();
    private readonly IMemoryBus _bus;
    private ReadToken _token;
    private int _nextTag;
    private long _replays;

    public LineBuffer(IMemoryBus bus) => _bus = bus;

    public long Replays => Interlocked.Read(ref _replays);

    public void Start(ulong address, CancellationToken cancellation)
    {
        var line = AddressRange.FromLength(address & ~(LineSize - 1), LineSize);
        _token = ReadBegin(line, cancellation);
        int tag;
        using (_lock.EnterScope())
        {
            tag = ++_nextTag;
            _outstanding.Add(tag, line.Start);
        }

        _bus.Request(line.Start, tag, Complete);
    }

    private void Complete(int tag, ulong data)
    {
        using (_lock.EnterScope())
        {
            if (!_outstanding.Remove(tag, out var address))
                return;
            if (ReadRetry(_token))
            {
                _replays++; // the processor asks again
                return;
            }

            _lines[address / LineSize] = data;
        }
    }

    public bool TryLoad(ulong address, Action<ulong> forward)
    {
        using (_lock.EnterScope())
        {
            if (!_lines.TryGetValue(address / LineSize, out var data))
                return false;
            forward(data);
            return true;
        }
    }

    public void Enable(AddressSpace memory, AddressRange cached) => memory.Insert(this, cached);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var line in invalidation.Overlap.Pages(LineSize))
                _lines.Remove(line);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    public void Dispose() => TryRemove();
}
