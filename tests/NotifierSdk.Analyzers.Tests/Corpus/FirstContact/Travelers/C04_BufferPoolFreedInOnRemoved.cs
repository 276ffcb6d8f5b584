// Correct: Dispose only calls RemoveLater and frees nothing itself; the native table is freed in OnRemoved, after the last callback and, by WaitForCommits, after the last commit.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using NotifierSdk;


public sealed unsafe class PoolFrames : IntervalNotifier, IDisposable
{
    private readonly DriverLock _latch = new("pool frames");
    private readonly int _count;
    private readonly Func<int, ulong> _pageIn;
    private ulong* _frames; // null once freed
    private int _closing;

    private PoolFrames(int count, Func<int, ulong> pageIn)
    {
        _count = count;
        _pageIn = pageIn;
        _frames = (ulong*)NativeMemory.AllocZeroed((nuint)count, sizeof(ulong));
    }

    public static PoolFrames Open(AddressSpace space, int count, Func<int, ulong> pageIn)
    {
        var pool = new PoolFrames(count, pageIn);
        space.Insert(pool, AddressRange.FromLength(0, (ulong)count));
        return pool;
    }

    public bool Load(int page, CancellationToken cancellation)
    {
        var range = AddressRange.FromLength((ulong)page, 1);
        for (var attempt = 0; attempt < 16; attempt++)
        {
            if (TryReadBegin(range, Timeout.InfiniteTimeSpan, cancellation, out var token) != FaultStatus.Completed)
                return false;
            var lsn = _pageIn(page);
            using (_latch.EnterScope())
            {
                if (ReadRetry(token)) // always true once RemoveLater was called
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
            if (_frames == null || (uint)page >= (uint)_count || _frames[page] == 0)
                return false;
            use(_frames[page]);
            return true;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closing, 1) == 0 && IsInserted)
            RemoveLater();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_latch.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            new Span<ulong>(_frames + invalidation.Overlap.Start, (int)invalidation.Overlap.Length).Clear();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_latch.EnterScope())
        {
        }
    }

    protected override void OnRemoved()
    {
        using (_latch.EnterScope())
        {
            NativeMemory.Free(_frames);
            _frames = null;
        }
    }
}
