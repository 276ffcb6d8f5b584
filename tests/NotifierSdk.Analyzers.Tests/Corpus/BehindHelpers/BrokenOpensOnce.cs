// Breaks: NSDK2008
// Bug: the token of a helper is checked again in every attempt
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Cow : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _clean = [];
    private readonly Func<ulong, bool> _isClean;
    public Cow(Func<ulong, bool> isClean) => _isClean = isClean;
    public bool Mark(ulong page)
    {
        TryOpen(page, out var token);
        for (var left = 8; left > 0; left--)
        {
            var clean = _isClean(page);
            if (Commit(page, clean, token)) return clean;
        }
        return false;
    }
    private bool TryOpen(ulong page, out ReadToken token)
    {
        token = ReadBegin(AddressRange.FromLength(page, 4096));
        return true;
    }
    private bool Commit(ulong page, bool clean, ReadToken token)
    {
        lock (_lock)
        {
            if (ReadRetry(token)) return false;
            if (clean) _clean.Add(page);
            return true;
        }
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _clean.Clear(); }
        return true;
    }
    protected override void WaitForCommits() { lock (_lock) { } }
}
