// Breaks: NSDK2004
// Bug: the fault asks ReadRetry before it takes the lock, so a change can slip in between the question and the commit.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface ITarget
{
    byte[] ReadMemory(ulong address, int length);
}

/// <summary>Caches lines of the debuggee's memory, so that a memory view scrolls without asking the target.</summary>
public class LineCache : IntervalNotifier, IDisposable
{
    private const int LineSize = 256;
    private const int Attempts = 10;

    private readonly object _sync = new object();
    private readonly Dictionary<ulong, byte[]> _lines = new Dictionary<ulong, byte[]>();
    private readonly ITarget _target;

    public LineCache(ITarget target)
    {
        _target = target;
    }

    public bool Load(ulong line, CancellationToken cancel)
    {
        AddressRange range = AddressRange.FromLength(line * LineSize, LineSize);
        for (int i = 0; i < Attempts; i++)
        {
            ReadToken token = ReadBegin(range, cancel);
            byte[] bytes = _target.ReadMemory(range.Start, LineSize);
            if (ReadRetry(token))
            {
                continue;
            }

            lock (_sync)
            {
                _lines[line] = bytes;
            }

            return true;
        }

        return false;
    }

    public byte? Peek(ulong address)
    {
        lock (_sync)
        {
            byte[]? bytes;
            if (_lines.TryGetValue(address / LineSize, out bytes))
            {
                return bytes[(int)(address % LineSize)];
            }
        }

        return null;
    }

    public void Dispose()
    {
        TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
        {
            Monitor.Enter(_sync);
        }
        else if (!Monitor.TryEnter(_sync))
        {
            return false;
        }

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (ulong line in invalidation.Overlap.Pages(LineSize))
            {
                _lines.Remove(line);
            }
        }
        finally
        {
            Monitor.Exit(_sync);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_sync)
        {
        }
    }
}
