// Correct: The timer's lambda takes the lock itself, readers share a read lock, and an upgradeable lock guards the touch of an entry.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;



public sealed class CompiledShader(AddressRange source, int instructions)
{
    public AddressRange Source => source;

    public int Instructions => instructions;

    public long LastUse;
}

public sealed partial class SharedShaderCache(Func<AddressRange, CompiledShader> compile) : IntervalNotifier
{
    [DriverLock] private readonly ReaderWriterLockSlim _lock = new(LockRecursionPolicy.NoRecursion);
    [GuardedBy(nameof(_lock))] private readonly List<CompiledShader> _shaders = [];
    [GuardedBy(nameof(_lock))] private int _evicted;

    [Fault(Collect = nameof(Compile), Commit = nameof(Add))]
    public partial FaultStatus Load(AddressRange source);

    public Timer Report(TimeSpan period, Action<string> sink) => new(
        _ =>
        {
            string line;
            _lock.EnterReadLock();
            try
            {
                line = $"{_shaders.Sum(shader => shader.Instructions)} instructions, {_evicted} evictions";
            }
            finally
            {
                _lock.ExitReadLock();
            }

            sink(line);
        },
        null,
        period,
        period);

    public bool Use(ulong address, Action<CompiledShader> use)
    {
        _lock.EnterReadLock();
        try
        {
            if (_shaders.Find(shader => shader.Source.Contains(address)) is not { } found)
                return false;
            Volatile.Write(ref found.LastUse, Environment.TickCount64);
            use(found);
            return true;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public int Trim(long olderThan)
    {
        _lock.EnterUpgradeableReadLock();
        try
        {
            if (!_shaders.Exists(shader => shader.LastUse < olderThan))
                return 0;

            _lock.EnterWriteLock();
            try
            {
                return _shaders.RemoveAll(shader => shader.LastUse < olderThan);
            }
            finally
            {
                _lock.ExitWriteLock();
            }
        }
        finally
        {
            _lock.ExitUpgradeableReadLock();
        }
    }

    private CompiledShader Compile(AddressRange source) => compile(source);

    private void Add(CompiledShader shader) => _shaders.Add(shader);

    [Invalidate]
    private void Evict(AddressRange range) => _evicted += _shaders.RemoveAll(shader => shader.Source.Overlaps(range));
}
