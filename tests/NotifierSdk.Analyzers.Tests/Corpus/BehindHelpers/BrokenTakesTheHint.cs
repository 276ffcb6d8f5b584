// Breaks: NSDK2010
// Bug: a helper says what the hint says, under the lock
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Quick : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly Func<ulong, ulong> _walk;
    public Quick(Func<ulong, ulong> walk) => _walk = walk;
    private bool StillGood(ReadToken token) => !CheckRetry(token);
    public bool Fill(ulong page)
    {
        var token = ReadBegin(AddressRange.FromLength(page, 4096));
        var frame = _walk(page);
        lock (_lock)
        {
            if (!StillGood(token)) return false;
            _map[page] = frame;
            return true;
        }
    }
    protected override bool OnInvalidate(in Invalidation invalidation) { lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); } return true; }
    protected override void WaitForCommits() { lock (_lock) { } }
}
