// Breaks: NSDK5001
// Bug: the cleanup after a failed Open removes the region also if it was the insert that failed, so Remove throws and hides the reason.
using System;
using System.Collections.Generic;
using NotifierSdk;

public interface IProbe
{
    byte Peek(ulong address);

    void Announce(AddressRange region);
}

public sealed class RegionManager : IDisposable
{
    private readonly AddressSpace _target;
    private readonly IProbe _probe;
    private readonly Dictionary<ulong, DebugRegion> _regions = new();
    private readonly object _lock = new();

    public RegionManager(AddressSpace target, IProbe probe)
    {
        _target = target;
        _probe = probe;
    }

    public DebugRegion Open(AddressRange range)
    {
        var region = new DebugRegion(_probe);
        try
        {
            _target.Insert(region, range);
            _probe.Announce(range);
            lock (_lock)
                _regions.Add(range.Start, region);
            return region;
        }
        catch
        {
            region.Remove();
            throw;
        }
    }

    public bool Close(ulong start)
    {
        DebugRegion? region;
        lock (_lock)
        {
            if (!_regions.Remove(start, out region))
                return false;
        }

        region.Remove();
        return true;
    }

    public void Dispose()
    {
        List<DebugRegion> open;
        lock (_lock)
        {
            open = new List<DebugRegion>(_regions.Values);
            _regions.Clear();
        }

        foreach (var region in open)
            region.Remove();
    }
}

public sealed partial class DebugRegion : IntervalNotifier
{
    private const ulong Line = 16;

    [DriverLock] private readonly object _sync = new();
    [GuardedBy(nameof(_sync))] private readonly SortedDictionary<ulong, byte[]> _lines = new();
    private readonly IProbe _probe;

    internal DebugRegion(IProbe probe) => _probe = probe;

    [Fault(Collect = nameof(ReadLine), Commit = nameof(KeepLine), MaxAttempts = 5)]
    public partial FaultStatus Refresh(AddressRange line);

    public bool Dump(ulong address, Action<byte[]> print)
    {
        lock (_sync)
        {
            if (!_lines.TryGetValue(address / Line, out var bytes))
                return false;
            print(bytes);
            return true;
        }
    }

    private byte[] ReadLine(AddressRange line)
    {
        var bytes = new byte[Line];
        for (ulong i = 0; i < Line; i++)
            bytes[i] = _probe.Peek(line.Start + i);
        return bytes;
    }

    private void KeepLine(AddressRange line, byte[] bytes) => _lines[line.Start / Line] = bytes;

    [Invalidate]
    private void ForgetLines(AddressRange range)
    {
        foreach (var line in range.Pages(Line))
            _lines.Remove(line);
    }
}
