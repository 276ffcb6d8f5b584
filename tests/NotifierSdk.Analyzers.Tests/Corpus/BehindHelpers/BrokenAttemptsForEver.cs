// Breaks: NSDK2012
// Bug: an attempt in a helper is repeated for ever; what counts is a statistic
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Spinny : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly Func<ulong, ulong> _walk;
    private long _retries;
    public Spinny(Func<ulong, ulong> walk) => _walk = walk;
    public long Retries => _retries;
    public ulong Get(ulong page)
    {
        ulong frame;
        while (Attempt(page, out frame) is false)
            _retries++;
        return frame;
    }
    private bool Attempt(ulong page, out ulong frame)
    {
        var token = ReadBegin(AddressRange.FromLength(page << 12, 4096));
        frame = _walk(page);
        lock (_lock)
        {
            if (ReadRetry(token)) return false;
            _map[page] = frame;
            return true;
        }
    }
    protected override bool OnInvalidate(in Invalidation invalidation) { lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); } return true; }
    protected override void WaitForCommits() { lock (_lock) { } }
}
