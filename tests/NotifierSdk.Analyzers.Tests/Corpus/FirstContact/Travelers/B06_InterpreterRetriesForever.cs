// Breaks: NSDK2012
// Bug: The decode loop has no bound: while the guest keeps writing to the page, the fault never ends and cannot be cancelled.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public sealed record DecodedPage(uint[] Ops);

/// <summary>Predecoded instructions of an interpreter.</summary>
public sealed class DecodeCache(Func<AddressRange, byte[]> fetch) : IntervalNotifier, IDisposable
{
    private readonly DriverLock _gate = new("decode cache");
    [GuardedBy(nameof(_gate))] private readonly Dictionary<ulong, DecodedPage> _decoded = [];

    public void Decode(AddressRange page)
    {
        while (true)
        {
            var token = ReadBegin(page);
            var ops = Predecode(fetch(page));
            using (_gate.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _decoded[page.Start] = ops;
                return;
            }
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

    private static DecodedPage Predecode(byte[] bytes)
    {
        var ops = new uint[bytes.Length / 4];
        Buffer.BlockCopy(bytes, 0, ops, 0, ops.Length * 4);
        return new DecodedPage(ops);
    }
}
