// Breaks: NSDK2009
// Bug: The copy checks the source's token with the destination's notifier.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


/// <summary>One bank of a simulated DRAM controller with its row cache.</summary>
public sealed class DramBank : IntervalNotifier, IDisposable
{
    private readonly DriverLock _rowLock;
    [GuardedBy(nameof(_rowLock))] private readonly Dictionary<ulong, byte[]> _rows = new();

    public DramBank(DriverLock controllerLock) => _rowLock = controllerLock;

    public static bool Clone(DramBank source, DramBank target, AddressRange row, Func<AddressRange, byte[]> sense, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var token = source.ReadBegin(row, cancellation);
            var data = sense(row);
            using (source._rowLock.EnterScope())
            {
                if (target.ReadRetry(token))
                    continue;
                source._rows[row.Start] = data;
                return true;
            }
        }

        return false;
    }

    public bool Activate(ulong row, Action<byte[]> burst)
    {
        using (_rowLock.EnterScope())
        {
            if (!_rows.TryGetValue(row, out var data))
                return false;
            burst(data);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_rowLock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap.AlignOutward(8192);
            foreach (var row in _rows.Keys.Where(range.Contains).ToArray())
                _rows.Remove(row);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_rowLock.EnterScope())
        {
        }
    }
}
