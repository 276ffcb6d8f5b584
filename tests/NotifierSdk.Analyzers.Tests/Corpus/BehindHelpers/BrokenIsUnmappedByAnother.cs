// Breaks: NSDK2014
// Bug: another type announces a change of the range that the section has open
using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class Mm(AddressSpace space) { public void Unmap(AddressRange range) { using (space.BeginInvalidate(range, InvalidationEvent.Unmap)) { } } }
public sealed class A14 : IntervalNotifier
{
    private readonly DriverLock _lock = new("A14");
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly Func<ulong, ulong> _walk;
    private readonly Mm _mm;
    public A14(Func<ulong, ulong> walk, Mm mm) { _walk = walk; _mm = mm; }
    public bool Fault(ulong page)
    {
        var range = AddressRange.FromLength(page, 4096);
        var token = ReadBegin(range);
        var frame = _walk(page);
        _mm.Unmap(range);
        using var held = _lock.EnterScope();
        if (ReadRetry(token)) return false;
        _map[page] = frame;
        return true;
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held)) return false;
        using (held) { SetSeq(invalidation.Sequence); var range = invalidation.Overlap; foreach (var page in range.Pages(4096)) _map.Remove(page * 4096); }
        return true;
    }
    protected override void WaitForCommits() => _lock.EnterScope().Dispose();

}

