// Correct: Collect keeps a memo that the callback never touches, because it maps contents to programs and not addresses: the page is read anew each time, and equal bytes compile to an equal program.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using NotifierSdk;


public sealed partial class ContentShaderCache(Func<AddressRange, byte[]> download, Func<byte[], int> compile) : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, int> _programs = [];
    private readonly ConcurrentDictionary<string, int> _compiled = new(); // digest of the source to its program

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
        var source = download(page);
        return _compiled.GetOrAdd(Convert.ToHexString(SHA256.HashData(source)), static (_, state) => state.compile(state.source), (compile, source));
    }

    private void Install(AddressRange page, int program) => _programs[page.Start] = program;
}
