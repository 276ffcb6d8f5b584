// Correct: the regions have no lock of their own; [DriverLock] is a property that returns the readonly lock of the cache, which also guards the shared table.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed class Trace
{
    public Trace(ulong entry, byte[] code)
    {
        Entry = entry;
        Code = code;
    }

    public ulong Entry { get; }

    public byte[] Code { get; }
}

public sealed class TraceCache : IDisposable
{
    internal readonly DriverLock Gate = new("trace cache");
    [GuardedBy(nameof(Gate))] internal readonly Dictionary<ulong, Trace> Traces = new();
    private readonly List<TraceRegion> _regions = new();

    public TraceRegion AddRegion(AddressSpace guest, AddressRange code, Func<AddressRange, byte[]> compile)
    {
        var region = new TraceRegion(this, compile);
        guest.Insert(region, code);
        lock (_regions)
            _regions.Add(region);
        return region;
    }

    public bool TryExecute(ulong pc, Action<Trace> execute)
    {
        using (Gate.EnterScope())
        {
            if (!Traces.TryGetValue(pc, out var trace))
                return false;
            execute(trace);
            return true;
        }
    }

    public void Dispose()
    {
        TraceRegion[] regions;
        lock (_regions)
        {
            regions = _regions.ToArray();
            _regions.Clear();
        }

        foreach (var region in regions)
            region.TryRemove();
    }
}

public sealed partial class TraceRegion : IntervalNotifier
{
    private const ulong Longest = 256; // bytes of guest code in one trace

    private readonly TraceCache _cache;
    private readonly Func<AddressRange, byte[]> _compile;

    internal TraceRegion(TraceCache cache, Func<AddressRange, byte[]> compile)
    {
        _cache = cache;
        _compile = compile;
    }

    [DriverLock] private DriverLock Gate => _cache.Gate;

    /// <summary>Translates the trace that begins at an address of this region.</summary>
    [Fault(Range = nameof(SourceOf), Collect = nameof(Compile), Commit = nameof(Publish))]
    public partial FaultStatus Translate(ulong pc);

    // What a trace reads: from its entry, at most 256 bytes, and nothing of the next region.
    private AddressRange SourceOf(ulong pc) => AddressRange.FromLength(pc, Longest).Intersect(Range)!.Value;

    private Trace Compile(ulong pc, ReadSection section) => new(pc, _compile(section.Range));

    private void Publish(Trace trace) => _cache.Traces[trace.Entry] = trace;

    [Invalidate]
    private void Flush(AddressRange range)
    {
        // A trace that begins up to 255 bytes before the range reaches into it.
        var from = range.Start >= Longest ? range.Start - (Longest - 1) : 0;
        foreach (var pc in _cache.Traces.Keys.Where(pc => pc >= from && pc <= range.Last).ToList())
            _cache.Traces.Remove(pc);
    }
}
