// Breaks: NSDK2006
// Bug: a helper fills the table before another one asks ReadRetry
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Ept : IntervalNotifier
{
    private readonly Lock _lock = new();
    [ShadowState] private readonly Dictionary<ulong, ulong> _entries = [];
    private readonly Func<ulong, ulong> _translate;
    public Ept(Func<ulong, ulong> translate) => _translate = translate;
    public bool Map(ulong gpa)
    {
        var token = ReadBegin(AddressRange.FromLength(gpa, 4096));
        var hpa = _translate(gpa);
        lock (_lock)
        {
            Put(gpa, hpa);
            return !IsOld(token);
        }
    }
    private void Put(ulong gpa, ulong hpa) => _entries[gpa] = hpa;
    private bool IsOld(ReadToken token) => ReadRetry(token);
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); foreach (var page in invalidation.Overlap.Pages(4096)) _entries.Remove(page * 4096); }
        return true;
    }
    protected override void WaitForCommits() { lock (_lock) { } }
}
