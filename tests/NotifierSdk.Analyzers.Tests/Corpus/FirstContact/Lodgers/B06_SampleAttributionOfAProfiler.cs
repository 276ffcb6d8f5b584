// Breaks: NSDK4004
// Bug: the timer tick calls AgeLocked, which requires the lock, without taking it.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class CodeRange
{
    public required string Method { get; init; }

    public int Heat { get; set; }
}

/// <summary>Maps instruction addresses to jitted methods for a sampling profiler.</summary>
public sealed partial class MethodAttribution : IntervalNotifier, IDisposable
{
    private const ulong Granule = 64;

    [DriverLock] private readonly object _mapLock = new();
    [GuardedBy(nameof(_mapLock))] private readonly Dictionary<ulong, CodeRange> _granules = new();
    private readonly Func<ulong, string?> _unwind;
    private readonly Timer _aging;

    public MethodAttribution(Func<ulong, string?> unwind, TimeSpan period)
    {
        _unwind = unwind;
        _aging = new Timer(static self => ((MethodAttribution)self!).Tick(), this, period, period);
    }

    public void Watch(AddressSpace runtime, AddressRange codeHeap) => runtime.Insert(this, codeHeap);

    [Fault(Collect = nameof(TryAttribute), Commit = nameof(Remember))]
    public partial FaultStatus Attribute(AddressRange granule);

    public string? Sample(ulong pc)
    {
        lock (_mapLock)
        {
            if (!_granules.TryGetValue(pc / Granule, out var code))
                return null;
            code.Heat++;
            return code.Method;
        }
    }

    private void Tick()
    {
        AgeLocked(minimum: 1);
    }

    [RequiresLock(nameof(_mapLock))]
    private void AgeLocked(int minimum)
    {
        var cold = new List<ulong>();
        foreach (var (granule, code) in _granules)
        {
            if (code.Heat < minimum)
                cold.Add(granule);
            code.Heat /= 2;
        }

        foreach (var granule in cold)
            _granules.Remove(granule);
    }

    private bool TryAttribute(AddressRange granule, out string method)
    {
        var name = _unwind(granule.Start);
        method = name ?? "";
        return name is not null;
    }

    private void Remember(AddressRange granule, string method) =>
        _granules[granule.Start / Granule] = new CodeRange { Method = method, Heat = 1 };

    [Invalidate]
    private void Unload(AddressRange range)
    {
        foreach (var granule in range.Pages(Granule))
            _granules.Remove(granule);
    }

    public void Dispose()
    {
        _aging.Dispose();
        TryRemove();
    }
}
