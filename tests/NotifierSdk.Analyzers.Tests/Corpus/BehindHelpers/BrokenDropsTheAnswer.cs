// Breaks: NSDK2005
// Bug: what a helper around ReadRetry says is dropped
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Vbios : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, byte[]> _rom = [];
    private readonly Func<ulong, byte[]> _read;
    public Vbios(Func<ulong, byte[]> read) => _read = read;
    private bool Collided(ReadToken token) => ReadRetry(token);
    public void Load(ulong page)
    {
        var token = ReadBegin(AddressRange.FromLength(page, 4096));
        var bytes = _read(page);
        lock (_lock) { Collided(token); _rom[page] = bytes; }
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _rom.Clear(); }
        return true;
    }
    protected override void WaitForCommits() { lock (_lock) { } }
}
