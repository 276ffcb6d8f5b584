// Correct: the lookup asks a filter without the lock first; a stale "no" only leads to a needless fault, and a stale "maybe" is settled under the lock, so no answer depends on the filter alone.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IClassLoader
{
    bool TryFindMethod(ulong address, out string name);
}

/// <summary>Names of jitted methods by address, for a sampler that mostly hits native code.</summary>
public sealed partial class MethodNames : IntervalNotifier, IDisposable
{
    private const int Shift = 8;

    [DriverLock] private readonly DriverLock _lock = new("method names");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, string> _names = [];
    private readonly bool[] _maybe; // a hint: written under the lock, read anywhere
    private readonly IClassLoader _loader;
    private readonly ulong _base;

    public MethodNames(IClassLoader loader, AddressRange codeHeap)
    {
        _loader = loader;
        _base = codeHeap.Start >> Shift;
        _maybe = new bool[(codeHeap.Last >> Shift) - _base + 1];
    }

    [Fault(Collect = nameof(Find), Commit = nameof(Learn))]
    public partial FaultStatus Fault(AddressRange granule);

    public bool TryAttribute(ulong address, Action<string> attribute)
    {
        var granule = address >> Shift;
        if (!Volatile.Read(ref _maybe[granule - _base]))
            return false;

        using (_lock.EnterScope())
        {
            if (!_names.TryGetValue(granule, out var name))
                return false;
            attribute(name);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Unload(AddressRange range)
    {
        for (var granule = range.Start >> Shift; granule <= range.Last >> Shift; granule++)
        {
            _names.Remove(granule);
            Volatile.Write(ref _maybe[granule - _base], false);
        }
    }

    private bool Find(AddressRange granule, out string name) => _loader.TryFindMethod(granule.Start, out name);

    private void Learn(AddressRange granule, string name)
    {
        var number = granule.Start >> Shift;
        _names[number] = name;
        Volatile.Write(ref _maybe[number - _base], true);
    }
}
