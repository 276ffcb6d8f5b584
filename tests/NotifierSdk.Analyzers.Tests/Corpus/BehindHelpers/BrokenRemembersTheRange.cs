// Breaks: NSDK3008
// Bug: a helper of the start keeps the range in a property, and one of the finish reads it
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Fence : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    private AddressRange Pending { get; set; }
    public bool Put(ulong page) { var token = ReadBegin(); using (_lock.EnterScope()) { if (ReadRetry(token)) return false; _map[page] = page; return true; } }
    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        if (!_lock.TryEnter(in invalidation, out var held)) return false;
        using (held) { SetSeq(invalidation.Sequence); Remember(invalidation.Overlap); _map.Clear(); }
        finish = new FinishState(this);
        return true;
    }
    private void Remember(AddressRange range) => Pending = range;
    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish) => Flush();
    private void Flush() => Console.WriteLine(Pending);
    protected override void WaitForCommits() { using var held = _lock.EnterScope(); }
}
