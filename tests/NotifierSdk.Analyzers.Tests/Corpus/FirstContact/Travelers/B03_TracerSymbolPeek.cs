// Breaks: NSDK4003
// Bug: Describe looks a symbol up in the guarded table without taking the lock, while the callback and commits change it.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public readonly record struct ModuleInfo(string Path, ulong Base, ulong Size);

/// <summary>Which module is mapped where, for a sampling profiler.</summary>
public sealed partial class ModuleMap : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _sync = new("modules");
    [GuardedBy(nameof(_sync))] private readonly Dictionary<ulong, ModuleInfo> _modules = new();
    private readonly Func<ulong, ModuleInfo?> _readMaps;

    public ModuleMap(Func<ulong, ModuleInfo?> readMaps)
    {
        _readMaps = readMaps;
    }

    [Fault(Collect = nameof(TryReadMaps), Commit = nameof(Learn))]
    public partial FaultStatus Resolve(AddressRange page);

    public void Sample(ulong ip, Action<ModuleInfo> record)
    {
        using (_sync.EnterScope())
        {
            if (_modules.TryGetValue(ip >> 12, out var module))
                record(module);
        }
    }

    public string Describe(ulong ip)
    {
        if (!_modules.TryGetValue(ip >> 12, out var module))
            return $"0x{ip:x}";
        return $"{module.Path}+0x{ip - module.Base:x}";
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Forget(AddressRange range)
    {
        var gone = _modules.Keys.Where(page => range.Overlaps(AddressRange.FromLength(page << 12, 4096))).ToArray();
        foreach (var page in gone)
            _modules.Remove(page);
    }

    private bool TryReadMaps(AddressRange page, out ModuleInfo module)
    {
        var found = _readMaps(page.Start);
        module = found.GetValueOrDefault();
        return found.HasValue;
    }

    private void Learn(AddressRange page, ModuleInfo module) => _modules[page.Start >> 12] = module;
}
