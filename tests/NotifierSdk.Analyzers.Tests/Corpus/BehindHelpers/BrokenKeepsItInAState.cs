// Breaks: NSDK2013
// Bug: the token is kept in the one state object of the notifier
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Resume : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly Func<ulong, ulong> _walk;
    private sealed class State { public ReadToken Token; public ulong Page; }
    private readonly State _state = new();
    public Resume(Func<ulong, ulong> walk) => _walk = walk;
    public void Start(ulong page) { _state.Page = page; _state.Token = ReadBegin(AddressRange.FromLength(page, 4096)); }
    public bool End()
    {
        var frame = _walk(_state.Page);
        lock (_lock) { if (ReadRetry(_state.Token)) return false; _map[_state.Page] = frame; return true; }
    }
    protected override bool OnInvalidate(in Invalidation invalidation) { lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); } return true; }
    protected override void WaitForCommits() { lock (_lock) { } }
}
