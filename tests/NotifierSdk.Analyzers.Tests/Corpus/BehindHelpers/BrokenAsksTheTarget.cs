// Breaks: NSDK2009
// Bug: a helper begins at the source, and the target is asked
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Region : IntervalNotifier
{
    internal readonly Lock Gate = new();
    internal readonly Dictionary<ulong, ulong> Map = [];
    protected override bool OnInvalidate(in Invalidation invalidation) { lock (Gate) { SetSeq(invalidation.Sequence); Map.Clear(); } return true; }
    protected override void WaitForCommits() { lock (Gate) { } }
}
public sealed class Copier(Region source, Region target, Func<ulong, ulong> read)
{
    public bool Copy(ulong page)
    {
        var token = Begin(page);
        var value = read(page);
        lock (target.Gate)
        {
            if (target.ReadRetry(token)) return false;
            target.Map[page] = value;
            return true;
        }
    }
    private ReadToken Begin(ulong page) => source.ReadBegin(AddressRange.FromLength(page, 4096));
}
