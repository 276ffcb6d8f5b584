// Correct: There is no call of Remove: Dispose takes all probe maps out in one batch of RemoveLater, and the maps hold only managed memory, so nothing has to wait.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public sealed class MultiModuleTracer : IDisposable
{
    private readonly AddressSpace _program;
    private readonly List<LineProbes> _modules = new();
    private int _disposed;

    public MultiModuleTracer(AddressSpace program, IReadOnlyList<AddressRange> texts, Func<ulong, int> instrument)
    {
        _program = program;
        var batch = new NotifierBatch();
        foreach (var text in texts)
        {
            var module = new LineProbes(instrument);
            _modules.Add(module);
            batch.Insert(module, text);
        }

        _program.Apply(batch);
    }

    public FaultStatus Plant(int module, ulong address) => _modules[module].Plant(AddressRange.FromLength(address & ~63ul, 64));

    public bool Hit(int module, ulong address, Action<ulong> record) => _modules[module].Fire(address, record);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0 || _program.IsReleased)
            return;
        var batch = new NotifierBatch();
        foreach (var module in _modules)
            batch.RemoveLater(module);
        try
        {
            _program.Apply(batch);
        }
        catch (ObjectDisposedException)
        {
            // The space went away between the question and the batch, and took the probes with it.
        }
    }
}

internal sealed partial class LineProbes : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("line probes");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, int> _probes = new();
    private readonly Func<ulong, int> _instrument;

    public LineProbes(Func<ulong, int> instrument) => _instrument = instrument;

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
