// Breaks: NSDK3003
// Bug: the other type waits in a method of its own
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Ring { private readonly ManualResetEventSlim _empty = new(true); public void Drain() { Kick(); WaitEmpty(); } private void Kick() => _empty.Reset(); private void WaitEmpty() { _empty.Wait(); } }
public sealed class Nic(Ring ring) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    public bool Put(ulong page) { var token = ReadBegin(); using (_lock.EnterScope()) { if (ReadRetry(token)) return false; _map[page] = page; return true; } }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held)) return false;
        using (held)
        {
            SetSeq(invalidation.Sequence);
            var gone = new List<ulong>();
            foreach (var page in invalidation.Overlap.Pages(4096)) if (_map.Remove(page)) gone.Add(page);
            if (gone.Count > 0) Stop();
        }
        return true;
    }
    private void Stop() => ring.Drain();
    protected override void WaitForCommits() { using var held = _lock.EnterScope(); }
}
