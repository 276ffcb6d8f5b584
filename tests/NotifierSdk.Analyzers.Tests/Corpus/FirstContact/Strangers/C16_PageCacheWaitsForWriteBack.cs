// Correct: A page in write-back makes the callback refuse a change that is not blockable, and wait, on the condition of the tree's monitor, for one that is.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public sealed class WriteBackCache : IntervalNotifier
{
    private sealed class Page
    {
        public byte[] Data = [];
        public bool InWriteBack;
    }

    private readonly object _tree = new();
    private readonly Dictionary<ulong, Page> _pages = new();
    private readonly Func<ulong, byte[]> _read;

    public WriteBackCache(Func<ulong, byte[]> read) => _read = read;

    public bool ReadIn(ulong number)
    {
        for (var i = 0; i < 32; i++)
        {
            var token = ReadBegin(AddressRange.FromLength(number << 12, 4096));
            var data = _read(number);
            lock (_tree)
            {
                if (ReadRetry(token))
                    continue;
                if (_pages.TryGetValue(number, out var present))
                    present.Data = data;
                else
                    _pages.Add(number, new Page { Data = data });
                return true;
            }
        }

        return false;
    }

    public bool WriteBack(ulong number, Action<ReadOnlySpan<byte>> write)
    {
        Page? page;
        lock (_tree)
        {
            if (!_pages.TryGetValue(number, out page) || page.InWriteBack)
                return false;
            page.InWriteBack = true;
        }

        try
        {
            write(page.Data);
        }
        finally
        {
            lock (_tree)
            {
                page.InWriteBack = false;
                Monitor.PulseAll(_tree);
            }
        }

        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_tree, invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;

        try
        {
            while (IsInWriteBack(invalidation.Overlap))
            {
                if (!invalidation.IsBlockable)
                    return false;
                Monitor.Wait(_tree);
            }

            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(4096))
                _pages.Remove(number);
            return true;
        }
        finally
        {
            Monitor.Exit(_tree);
        }
    }

    protected override void WaitForCommits()
    {
        lock (_tree)
        {
        }
    }

    private bool IsInWriteBack(AddressRange range)
    {
        foreach (var number in range.Pages(4096))
        {
            if (_pages.TryGetValue(number, out var page) && page.InWriteBack)
                return true;
        }

        return false;
    }
}
