// Breaks: NSDK5002
// Bug: The tracer inserts its own probe map and has no code that removes it; after Dispose the space still calls it.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


/// <summary>Basic-block coverage of a traced program.</summary>
public sealed class CoverageTracer : IDisposable
{
    private readonly ProbeMap _probes;
    private readonly List<ulong> _trace = new();

    public CoverageTracer(AddressSpace program, AddressRange text, Func<ulong, int> instrument)
    {
        _probes = new ProbeMap(instrument);
        program.Insert(_probes, text);
    }

    public bool Hit(ulong address)
    {
        if (_probes.Fire(address, _trace.Add))
            return true;
        return _probes.Plant(AddressRange.FromLength(address & ~63ul, 64)) == FaultStatus.Completed
            && _probes.Fire(address, _trace.Add);
    }

    public void Dispose()
    {
        _trace.Clear();
        _trace.TrimExcess();
    }
}

internal sealed partial class ProbeMap : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("probes");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, int> _probes = new();
    private readonly Func<ulong, int> _instrument;

    public ProbeMap(Func<ulong, int> instrument) => _instrument = instrument;

    [Fault(Collect = nameof(Instrument), Commit = nameof(Keep))]
    public partial FaultStatus Plant(AddressRange line);

    public bool Fire(ulong address, Action<ulong> record)
    {
        using (_lock.EnterScope())
        {
            if (!_probes.ContainsKey(address & ~63ul))
                return false;
            record(address);
            return true;
        }
    }

    [Invalidate]
    private void Forget(AddressRange range)
    {
        var lines = range.AlignOutward(64);
        foreach (var line in _probes.Keys.Where(lines.Contains).ToArray())
            _probes.Remove(line);
    }

    private int Instrument(AddressRange line) => _instrument(line.Start);

    private void Keep(AddressRange line, int probe) => _probes[line.Start] = probe;
}
