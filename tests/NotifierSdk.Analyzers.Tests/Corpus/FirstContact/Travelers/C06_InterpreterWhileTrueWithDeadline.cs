// Correct: The loop is a while (true), yet it is bounded by a stopwatch, and it gives the guest time between two attempts with a SpinWait.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using NotifierSdk;


public sealed record DecodedBlock(uint[] Ops);

public sealed class PredecodeCache(Func<AddressRange, byte[]> fetch) : IntervalNotifier, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly DriverLock _gate = new("predecode cache");
    [GuardedBy(nameof(_gate))] private readonly Dictionary<ulong, DecodedBlock> _decoded = [];

    public bool TryDecode(AddressRange page)
    {
        var watch = Stopwatch.StartNew();
        var spin = default(SpinWait);
        while (true)
        {
            if (watch.Elapsed > Patience || TryReadBegin(page, Patience, out var token) != FaultStatus.Completed)
                return false;

            var ops = Predecode(fetch(page));
            using (_gate.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _decoded[page.Start] = ops;
                    return true;
                }
            }

            spin.SpinOnce();
        }
    }

    public bool TryStep(ulong pc, Action<uint> execute)
    {
        using (_gate.EnterScope())
        {
            if (!_decoded.TryGetValue(pc & ~0xFFFul, out var page))
                return false;
            execute(page.Ops[(pc & 0xFFF) / 4]);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_gate.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap.AlignOutward(4096);
            foreach (var start in _decoded.Keys.Where(range.Contains).ToArray())
                _decoded.Remove(start);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_gate.EnterScope())
        {
        }
    }

    private static DecodedBlock Predecode(byte[] bytes)
    {
        var ops = new uint[bytes.Length / 4];
        Buffer.BlockCopy(bytes, 0, ops, 0, ops.Length * 4);
        return new DecodedBlock(ops);
    }
}
