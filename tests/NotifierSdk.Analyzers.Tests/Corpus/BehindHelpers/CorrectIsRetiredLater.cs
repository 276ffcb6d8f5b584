// Correct: the same steps, each where it belongs
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Mapping : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly Owner _owner = new();
    private sealed class Owner { public void Retire(Mapping mapping) { Forget(mapping); } private static void Forget(Mapping mapping) => mapping.RemoveLater(); }
    public bool Put(ulong page) { var token = ReadBegin(); lock (_lock) { if (ReadRetry(token)) return false; _map[page] = page; return true; } }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); }
        if (invalidation.Event == InvalidationEvent.Unmap) _owner.Retire(this);
        return true;
    }
    protected override void WaitForCommits() { lock (_lock) { } }
}
