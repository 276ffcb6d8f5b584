// Breaks: NSDK2018
// Bug: Collect keeps the last page it has read and takes it again for the next fault of that page, and the callback does not empty it, so a fault after the change commits the old contents.
// Today: nothing
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


/// <summary>Shaders that were compiled from guest memory.</summary>
public sealed partial class ShaderCache(Func<AddressRange, byte[]> download) : IntervalNotifier, IDisposable
{
    private sealed record Downloaded(ulong Address, byte[] Bytes);

    [DriverLock] private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, int> _programs = [];
    private Downloaded? _lastDownload;

    [Fault(Collect = nameof(Compile), Commit = nameof(Install))]
    public partial FaultStatus Build(AddressRange page);

    public bool Bind(ulong page, Action<int> use)
    {
        lock (_lock)
        {
            if (!_programs.TryGetValue(page, out var program))
                return false;
            use(program);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Drop(AddressRange range)
    {
        var pages = range.AlignOutward(4096);
        foreach (var page in _programs.Keys.Where(pages.Contains).ToArray())
            _programs.Remove(page);
    }

    private int Compile(AddressRange page)
    {
        var source = Volatile.Read(ref _lastDownload);
        if (source is null || source.Address != page.Start)
        {
            source = new Downloaded(page.Start, download(page));
            Volatile.Write(ref _lastDownload, source);
        }

        var hash = new HashCode();
        hash.AddBytes(source.Bytes);
        return hash.ToHashCode();
    }

    private void Install(AddressRange page, int program) => _programs[page.Start] = program;
}
