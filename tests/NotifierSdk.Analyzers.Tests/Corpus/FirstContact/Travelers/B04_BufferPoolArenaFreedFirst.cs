// Breaks: NSDK5003
// Bug: Dispose frees the native frame table, which the callback writes to, before it removes the notifier.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using NotifierSdk;


/// <summary>Frame table of a database's buffer pool, outside the managed heap.</summary>
public sealed unsafe class FrameTable : IntervalNotifier, IDisposable
{
    private readonly DriverLock _latch = new("frame table");
    private readonly ulong* _frames;
    private readonly int _count;
    private readonly Func<int, ulong> _pageIn;
    private bool _closed;

    public FrameTable(int count, Func<int, ulong> pageIn)
    {
        _count = count;
        _pageIn = pageIn;
        _frames = (ulong*)NativeMemory.AllocZeroed((nuint)count, sizeof(ulong));
    }

    public void Open(AddressSpace space) => space.Insert(this, AddressRange.FromLength(0, (ulong)_count));

    public bool Load(int page, CancellationToken cancellation)
    {
        var range = AddressRange.FromLength((ulong)page, 1);
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var token = ReadBegin(range, cancellation);
            var lsn = _pageIn(page);
            using (_latch.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _frames[page] = lsn;
                return true;
            }
        }

        return false;
    }

    public bool Read(int page, Action<ulong> use)
    {
        using (_latch.EnterScope())
        {
            if ((uint)page >= (uint)_count || _frames[page] == 0)
                return false;
            use(_frames[page]);
            return true;
        }
    }

    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        NativeMemory.Free(_frames);
        TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_latch.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var drop = invalidation.Overlap;
            for (var page = drop.Start; page <= drop.Last; page++)
                _frames[page] = 0;
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_latch.EnterScope())
        {
        }
    }
}
