// Correct: the callback removes nothing; it advances an epoch under the lock, and an entry of an older epoch counts as absent, so every change drops the whole table in one step.
using System;
using System.Threading;
using NotifierSdk;

public sealed class EpochTlb : IntervalNotifier, IDisposable
{
    private const int Sets = 1024;
    private const int PageShift = 12;

    private struct Line
    {
        public ulong Epoch;
        public ulong Tag;
        public ulong Frame;
    }

    private readonly object _gate = new();
    private readonly Line[] _lines = new Line[Sets];
    private ulong _epoch = 1; // a cleared line has epoch 0, and so is never valid
    private readonly Func<ulong, ulong> _pageWalk;

    public EpochTlb(Func<ulong, ulong> pageWalk)
    {
        _pageWalk = pageWalk;
    }

    public bool Refill(ulong address, CancellationToken cancellation)
    {
        ulong vpn = address >> PageShift;
        var page = AddressRange.FromLength(vpn << PageShift, 1UL << PageShift);
        int tries = 0;
        do
        {
            var token = ReadBegin(page, cancellation);
            ulong frame = _pageWalk(vpn);
            lock (_gate)
            {
                if (!ReadRetry(token))
                {
                    ref Line line = ref _lines[vpn % Sets];
                    line.Tag = vpn;
                    line.Frame = frame;
                    line.Epoch = _epoch;
                    return true;
                }
            }
        }
        while (++tries < 25);

        return false;
    }

    public bool Load(ulong address, Func<ulong, ulong> bus, out ulong value)
    {
        ulong vpn = address >> PageShift;
        lock (_gate)
        {
            ref readonly Line line = ref _lines[vpn % Sets];
            if (line.Epoch != _epoch || line.Tag != vpn)
            {
                value = 0;
                return false;
            }

            value = bus((line.Frame << PageShift) | (address & ((1UL << PageShift) - 1)));
            return true;
        }
    }

    public void Attach(AddressSpace machine, AddressRange ram)
    {
        machine.Insert(this, ram);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        bool taken = false;
        try
        {
            if (invalidation.IsBlockable)
                Monitor.Enter(_gate, ref taken);
            else
                Monitor.TryEnter(_gate, ref taken);
            if (!taken)
                return false;

            SetSeq(invalidation.Sequence);
            _epoch++;
            return true;
        }
        finally
        {
            if (taken)
                Monitor.Exit(_gate);
        }
    }

    protected override void WaitForCommits()
    {
        lock (_gate)
        {
        }
    }

    public void Dispose() => TryRemove();
}
