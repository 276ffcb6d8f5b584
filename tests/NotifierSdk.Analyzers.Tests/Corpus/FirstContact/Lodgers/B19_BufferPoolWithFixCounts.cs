// Breaks: NSDK3004
// Bug: the callback refuses a change because a frame is fixed, also if the change is blockable and would have to be waited for.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class Frame
{
    public byte[] Bytes = Array.Empty<byte>();
    public int FixCount;
}

/// <summary>Buffer pool of a database over a memory-mapped tablespace.</summary>
public sealed class BufferPool : IntervalNotifier
{
    private const ulong PageSize = 8192;

    private readonly object _latch = new();
    private readonly Dictionary<ulong, Frame> _frames = new();
    private readonly Func<ulong, byte[]> _readPage;

    public BufferPool(Func<ulong, byte[]> readPage)
    {
        _readPage = readPage;
    }

    public void Open(AddressSpace tablespace, AddressRange extent) => tablespace.Insert(this, extent);

    public void Close() => Remove();

    public Frame? Fix(ulong address, CancellationToken cancellation)
    {
        var number = address / PageSize;
        var page = AddressRange.FromLength(number * PageSize, PageSize);
        for (var attempt = 0; attempt < 30; attempt++)
        {
            lock (_latch)
            {
                if (_frames.TryGetValue(number, out var known))
                {
                    known.FixCount++;
                    return known;
                }
            }

            var token = ReadBegin(page, cancellation);
            var bytes = _readPage(number);
            lock (_latch)
            {
                if (ReadRetry(token))
                    continue;
                if (!_frames.TryGetValue(number, out var frame))
                    _frames.Add(number, frame = new Frame { Bytes = bytes });
                frame.FixCount++;
                return frame;
            }
        }

        return null;
    }

    public void Unfix(Frame frame)
    {
        lock (_latch)
            frame.FixCount--;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            Monitor.Enter(_latch);
        else if (!Monitor.TryEnter(_latch))
            return false;

        try
        {
            foreach (var number in invalidation.Overlap.Pages(PageSize))
            {
                if (_frames.TryGetValue(number, out var frame) && frame.FixCount > 0)
                    return false; // somebody works on it: not now
            }

            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(PageSize))
                _frames.Remove(number);
            return true;
        }
        finally
        {
            Monitor.Exit(_latch);
        }
    }

    protected override void WaitForCommits()
    {
        lock (_latch)
        {
        }
    }
}
