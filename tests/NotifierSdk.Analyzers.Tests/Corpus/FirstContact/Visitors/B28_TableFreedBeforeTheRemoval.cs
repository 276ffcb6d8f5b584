// Breaks: NSDK5003
// Bug: Dispose frees the native table before it removes the notifier, so a change in between writes to freed memory.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using NotifierSdk;

public unsafe class NativeTable : IntervalNotifier, IDisposable
{
    private readonly object _sync = new();
    private readonly Func<ulong, uint> _walk;
    private readonly int _entries;
    private readonly ulong _first;
    private uint* _table;

    public NativeTable(AddressRange window, Func<ulong, uint> walk)
    {
        _walk = walk;
        _first = window.Start >> 12;
        _entries = (int)((window.Last >> 12) - _first + 1);
        _table = (uint*)NativeMemory.AllocZeroed((nuint)_entries, sizeof(uint));
    }

    public bool Fill(AddressRange page)
    {
        for (var attempt = 0; attempt < 11; attempt++)
        {
            var token = ReadBegin(page);
            var entry = _walk(page.Start);
            lock (_sync)
            {
                if (ReadRetry(token))
                    continue;
                _table[IndexOf(page.Start)] = entry | 1;
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        ReleaseTable();
        if (disposing)
            TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_sync, invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            var last = IndexOf(invalidation.Overlap.Last);
            for (var i = IndexOf(invalidation.Overlap.Start); i <= last; i++)
                _table[i] = 0;
            return true;
        }
        finally
        {
            Monitor.Exit(_sync);
        }
    }

    protected override void WaitForCommits()
    {
        lock (_sync)
        {
        }
    }

    private int IndexOf(ulong address) => (int)((address >> 12) - _first);

    private void ReleaseTable()
    {
        NativeMemory.Free(_table);
        _table = null;
    }
}
