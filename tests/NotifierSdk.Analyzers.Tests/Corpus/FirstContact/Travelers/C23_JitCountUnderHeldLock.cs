// Correct: Two properties read the same count; the public one takes the lock, and the commit uses the other one, which relies on the lock that the generated fault holds.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public delegate int Translation(int[] registers);

public sealed partial class TranslationCache : IntervalNotifier, IDisposable
{
    private const int Capacity = 4096;

    [DriverLock] private readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.NoRecursion);
    [GuardedBy(nameof(_rw))] private readonly Dictionary<ulong, Translation> _thunks = new();
    private readonly Func<AddressRange, Translation> _compile;

    public TranslationCache(Func<AddressRange, Translation> compile) => _compile = compile;

    public int Count
    {
        get
        {
            _rw.EnterReadLock();
            try
            {
                return CountLocked;
            }
            finally
            {
                _rw.ExitReadLock();
            }
        }
    }

    [RequiresLock(nameof(_rw))] private int CountLocked => _thunks.Count;

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

    private Translation Compile(AddressRange page) => _compile(page);

    private void Install(AddressRange page, Translation thunk)
    {
        if (CountLocked >= Capacity)
            _thunks.Clear();
        _thunks[page.Start >> 12] = thunk;
    }
}
