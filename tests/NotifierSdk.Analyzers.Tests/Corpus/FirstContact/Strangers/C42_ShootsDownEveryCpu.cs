// Correct: The callback empties the buffer of every virtual processor, of which it has a list; the only thread-static field is a scratch list that each call fills anew.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class CpuBuffer
{
    internal (ulong Page, ulong Frame)[] Lines { get; } = new (ulong, ulong)[16];
}

public sealed partial class Shootdown : IntervalNotifier
{
    [ThreadStatic] private static List<ulong>? t_scratch;

    [DriverLock] private readonly DriverLock _lock = new("shootdown");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, ulong> _frames = [];
    [GuardedBy(nameof(_lock))] private readonly CpuBuffer[] _cpus;
    private readonly Func<ulong, ulong?> _walk;

    public Shootdown(int cpus, Func<ulong, ulong?> walk)
    {
        _walk = walk;
        _cpus = new CpuBuffer[cpus];
        for (var cpu = 0; cpu < cpus; cpu++)
            _cpus[cpu] = new CpuBuffer();
    }

    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Fault(int cpu, AddressRange page);

    public bool TryTranslate(int cpu, ulong page, out ulong frame)
    {
        using (_lock.EnterScope())
        {
            ref var line = ref _cpus[cpu].Lines[page % 16];
            if (line.Page == page + 1)
            {
                frame = line.Frame;
                return true;
            }

            if (!_frames.TryGetValue(page, out frame))
                return false;
            line = (page + 1, frame);
            return true;
        }
    }

    private bool Walk(AddressRange page, out ulong frame)
    {
        var found = _walk(page.Start >> 12);
        frame = found ?? 0;
        return found is not null;
    }

    private void Enter(int cpu, AddressRange page, ulong frame)
    {
        var number = page.Start >> 12;
        _frames[number] = frame;
        _cpus[cpu].Lines[number % 16] = (number + 1, frame);
    }

    [Invalidate]
    private void Drop(AddressRange range)
    {
        var (first, last) = (range.Start >> 12, range.Last >> 12);
        var scratch = t_scratch ??= [];
        scratch.Clear();
        foreach (var page in _frames.Keys)
        {
            if (page >= first && page <= last)
                scratch.Add(page);
        }

        foreach (var page in scratch)
            _frames.Remove(page);

        foreach (var cpu in _cpus)
        {
            foreach (ref var line in cpu.Lines.AsSpan())
            {
                if (line.Page > first && line.Page - 1 <= last)
                    line = default;
            }
        }
    }
}
