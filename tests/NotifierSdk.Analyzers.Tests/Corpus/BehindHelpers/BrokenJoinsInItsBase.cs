// Breaks: NSDK3003
// Bug: a method of the base class joins the thread
using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using NotifierSdk;
public abstract class Worker : IntervalNotifier { private readonly Thread _thread = new(() => { }); protected void StopWorker() { _thread.Interrupt(); _thread.Join(); } }
public sealed class B3 : Worker
{
    private readonly DriverLock _lock = new("B3");
    private readonly Dictionary<ulong, ulong> _map = [];
    private readonly Func<ulong, ulong> _walk;

    public B3(Func<ulong, ulong> walk) => _walk = walk;
    public bool Fault(ulong page)
    {
        for (var n = 0; n < 6; n++)
        {
            var token = ReadBegin(AddressRange.FromLength(page, 4096));
            var frame = _walk(page);
            using var held = _lock.EnterScope();
            if (ReadRetry(token)) continue;
            _map[page] = frame;
            return true;
        }
        return false;
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held)) return false;
        using (held) { SetSeq(invalidation.Sequence); _map.Clear(); }
        StopWorker();
        return true;
    }
    protected override void WaitForCommits() => _lock.EnterScope().Dispose();

}

