// Correct: the same steps, each where it belongs
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Mover : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly Func<ulong, ulong> _copy;
    private readonly AddressSpace _space;
    public Mover(AddressSpace space, Func<ulong, ulong> copy) { _space = space; _copy = copy; }
    public bool Move(ulong page)
    {
        for (var i = 0; i < 3; i++)
        {
            var range = AddressRange.FromLength(page, 4096);
            var token = ReadBegin(range);
            var frame = CopyAway(range);
            lock (_lock) { if (ReadRetry(token)) continue; _map[page] = frame; return true; }
        }
        return false;
    }
    private ulong CopyAway(AddressRange range)
    {
        using (Announce(range))
            return _copy(range.Start);
    }
    private InvalidationScope Announce(AddressRange range) => _space.BeginInvalidate(range, InvalidationEvent.Unmap, this);
    protected override bool OnInvalidate(in Invalidation invalidation) { if (invalidation.Owner == this) return true; lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); } return true; }
    protected override void WaitForCommits() { lock (_lock) { } }
}
