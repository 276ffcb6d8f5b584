// Breaks: NSDK2013
// Bug: a helper keeps the function that has captured the token
using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using NotifierSdk;
public sealed class A13 : IntervalNotifier
{
    private readonly DriverLock _lock = new("A13");
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly Func<ulong, ulong> _walk;
    private readonly List<Func<bool>> _checks = [];
    public A13(Func<ulong, ulong> walk) => _walk = walk;
    public void Fault(ulong page)
    {
        var token = ReadBegin(AddressRange.FromLength(page, 4096));
        var frame = _walk(page);
        Later(() => { using var held = _lock.EnterScope(); if (ReadRetry(token)) return false; _map[page] = frame; return true; });
    }
    private void Later(Func<bool> check) => _next = check;
    private Func<bool>? _next;
    public bool Run() => _next?.Invoke() ?? false;
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held)) return false;
        using (held) { SetSeq(invalidation.Sequence); var range = invalidation.Overlap; foreach (var page in range.Pages(4096)) _map.Remove(page * 4096); }
        return true;
    }
    protected override void WaitForCommits() => _lock.EnterScope().Dispose();

}

