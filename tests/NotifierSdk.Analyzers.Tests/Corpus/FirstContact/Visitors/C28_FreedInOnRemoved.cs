// Correct: the native table is freed in OnRemoved, when no callback runs and no commit follows, or if the insert never succeeded.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using NotifierSdk;

public sealed unsafe class NativeShadow : IntervalNotifier, IDisposable
{
    private readonly object _sync = new();
    private readonly Func<ulong, uint> _walk;
    private readonly ulong _first;
    private uint* _table;

    private NativeShadow(AddressRange window, Func<ulong, uint> walk)
    {
        _walk = walk;
        _first = window.Start >> 12;
        _table = (uint*)NativeMemory.AllocZeroed((nuint)((window.Last >> 12) - _first + 1), sizeof(uint));
    }

    public static NativeShadow Open(AddressSpace space, AddressRange window, Func<ulong, uint> walk)
    {
        var shadow = new NativeShadow(window, walk);
        try
        {
            space.Insert(shadow, window);
        }
        catch
        {
            shadow.Free();
            throw;
        }

        return shadow;
    }

    public bool Fill(AddressRange page)
    {
        for (var attempt = 0; attempt < 11; attempt++)
        {
            var token = ReadBegin(page);
            var entry = _walk(page.Start);
            Monitor.Enter(_sync);
            try
            {
                if (ReadRetry(token))
                    continue;
                *Slot(page.Start) = entry | 1;
                return true;
            }
            finally
            {
                Monitor.Exit(_sync);
            }
        }

        return false;
    }

    public void Dispose() => TryRemove();

    protected override void OnRemoved()
    {
        lock (_sync)
            Free();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_sync, invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            for (var slot = Slot(invalidation.Overlap.Start); slot <= Slot(invalidation.Overlap.Last); slot++)
                *slot = 0;
            return true;
        }
        finally
        {
            Monitor.Exit(_sync);
        }
    }

    protected override void WaitForCommits()
    {
        Monitor.Enter(_sync);
        Monitor.Exit(_sync);
    }

    private uint* Slot(ulong address) => _table + ((address >> 12) - _first);

    private void Free()
    {
        NativeMemory.Free(_table);
        _table = null;
    }
}
