// Breaks: NSDK3011
// Bug: a helper is handed the table of the thread that announces
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class PerCpu : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Func<ulong, ulong> _walk;
    [ThreadStatic] private static Dictionary<ulong, ulong>? t_cache;
    private static Dictionary<ulong, ulong> Local => t_cache ??= [];
    public PerCpu(Func<ulong, ulong> walk) => _walk = walk;
    public bool Put(ulong page) { var token = ReadBegin(); var frame = _walk(page); lock (_lock) { if (ReadRetry(token)) return false; Local[page] = frame; return true; } }
    protected override bool OnInvalidate(in Invalidation invalidation) { lock (_lock) { SetSeq(invalidation.Sequence); Zap(Local, invalidation.Overlap); } return true; }
    private static void Zap(Dictionary<ulong, ulong> table, AddressRange range) { foreach (var page in range.Pages(4096)) table.Remove(page); }
    protected override void WaitForCommits() { lock (_lock) { } }
}
