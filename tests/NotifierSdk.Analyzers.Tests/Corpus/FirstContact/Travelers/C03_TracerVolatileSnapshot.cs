// Correct: The lookup takes no lock, because the table is an immutable map that is replaced under the lock and read once through Volatile; the entries are plain values of a profile.
using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using NotifierSdk;


public sealed record Module(string Path, ulong Base, ulong Size);

public sealed partial class ModuleSnapshots : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly Lock _sync = new();
    private readonly Func<ulong, Module?> _readMaps;
    private ImmutableSortedDictionary<ulong, Module> _modules = ImmutableSortedDictionary<ulong, Module>.Empty;

    public ModuleSnapshots(Func<ulong, Module?> readMaps)
    {
        _readMaps = readMaps;
    }

    [Fault(Collect = nameof(TryReadMaps), Commit = nameof(Learn))]
    public partial FaultStatus Resolve(AddressRange page);

    public string Describe(ulong ip)
    {
        var now = Volatile.Read(ref _modules);
        return now.TryGetValue(ip >> 12, out var module) ? $"{module.Path}+0x{ip - module.Base:x}" : $"0x{ip:x}";
    }

    public int Known => Volatile.Read(ref _modules).Count;

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Forget(AddressRange range)
    {
        var (first, last) = (range.Start >> 12, range.Last >> 12);
        var builder = _modules.ToBuilder();
        foreach (var page in _modules.Keys.Where(page => page >= first && page <= last))
            builder.Remove(page);
        Volatile.Write(ref _modules, builder.ToImmutable());
    }

    private bool TryReadMaps(AddressRange page, out Module module)
    {
        module = _readMaps(page.Start)!;
        return module is not null;
    }

    private void Learn(AddressRange page, Module module) =>
        Volatile.Write(ref _modules, _modules.SetItem(page.Start >> 12, module));
}
