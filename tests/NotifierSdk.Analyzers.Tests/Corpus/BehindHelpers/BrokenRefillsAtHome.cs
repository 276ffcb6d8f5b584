// Breaks: NSDK3002
// Bug: a property is another name of the space in which a helper begins
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Echo : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    public bool Put(ulong page) { var token = ReadBegin(); lock (_lock) { if (ReadRetry(token)) return false; _map[page] = page; return true; } }
    private AddressSpace? Home => Space;
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); }
        Refill(invalidation.Overlap);
        return true;
    }
    private void Refill(AddressRange range) { using var scope = Home!.BeginInvalidate(range, InvalidationEvent.Clear); }
    protected override void WaitForCommits() { lock (_lock) { } }
}
