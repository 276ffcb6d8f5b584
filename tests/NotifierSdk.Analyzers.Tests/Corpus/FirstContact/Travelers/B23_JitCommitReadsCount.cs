// Breaks: NSDK4007
// Bug: The commit asks the public Count property whether the cache is full; the property takes the read lock while the generated fault holds the write lock.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public delegate int Thunk(int[] registers);

/// <summary>Translated code of an emulated CPU, by page.</summary>
public sealed partial class JitCache : IntervalNotifier, IDisposable
{
    private const int Capacity = 4096;

    [DriverLock] private readonly ReaderWriterLockSlim _rw = new();
    [GuardedBy(nameof(_rw))] private readonly Dictionary<ulong, Thunk> _thunks = new();
    private readonly Func<AddressRange, Thunk> _compile;

    public JitCache(Func<AddressRange, Thunk> compile) => _compile = compile;

    public int Count
    {
        get
        {
            _rw.EnterReadLock();
            try
            {
                return _thunks.Count;
            }
            finally
            {
                _rw.ExitReadLock();
            }
        }
    }

    [Fault(Collect = nameof(Compile), Commit = nameof(Install))]
    public partial FaultStatus Translate(AddressRange page);

    public bool Run(ulong pc, int[] registers)
    {
        _rw.EnterReadLock();
        try
        {
            if (!_thunks.TryGetValue(pc >> 12, out var thunk))
                return false;
            thunk(registers);
            return true;
        }
        finally
        {
            _rw.ExitReadLock();
        }
    }

    public void Dispose()
    {
        TryRemove();
        _rw.Dispose();
    }

    [Invalidate]
    private void Discard(AddressRange range)
    {
        foreach (var page in _thunks.Keys.Where(page => page >= range.Start >> 12 && page <= range.Last >> 12).ToArray())
            _thunks.Remove(page);
    }

    private Thunk Compile(AddressRange page) => _compile(page);

    private void Install(AddressRange page, Thunk thunk)
    {
        if (Count >= Capacity)
            _thunks.Clear();
        _thunks[page.Start >> 12] = thunk;
    }
}
