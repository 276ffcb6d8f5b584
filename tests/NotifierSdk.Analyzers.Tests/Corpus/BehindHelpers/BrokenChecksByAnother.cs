// Breaks: NSDK3005
// Bug: a checking method of another type throws
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Strict : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    public bool Put(ulong page) { var token = ReadBegin(); lock (_lock) { if (ReadRetry(token)) return false; _map[page] = page; return true; } }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); foreach (var page in invalidation.Overlap.Pages(4096)) Forget(page); }
        return true;
    }
    private void Forget(ulong page) => Check.That(_map.Remove(page), page);
    private static class Check { public static void That(bool isSo, ulong page) { if (!isSo) throw new InvalidOperationException($"{page} is not mapped."); } }
    protected override void WaitForCommits() { lock (_lock) { } }
}
