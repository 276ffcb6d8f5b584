// Correct: One fault reads two notifiers at once with two tokens, each of which is checked by the notifier that gave it, both under the lock that the two share.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public sealed class DramChannel : IntervalNotifier, IDisposable
{
    private readonly DriverLock _rowLock;
    [GuardedBy(nameof(_rowLock))] private readonly Dictionary<ulong, byte[]> _rows = new();

    private DramChannel(DriverLock controllerLock) => _rowLock = controllerLock;

    public static (DramChannel Even, DramChannel Odd) CreatePair()
    {
        var gate = new DriverLock("memory controller");
        return (new DramChannel(gate), new DramChannel(gate));
    }

    /// <summary>Fills an interleaved row: one half lies in each channel.</summary>
    public static bool Fill(DramChannel even, DramChannel odd, AddressRange evenRow, AddressRange oddRow, Func<AddressRange, byte[]> sense, CancellationToken cancellation)
    {
        if (!ReferenceEquals(even._rowLock, odd._rowLock))
            throw new ArgumentException("The channels belong to different controllers.");

        for (var attempt = 0; attempt < 12; attempt++)
        {
            var evenToken = even.ReadBegin(evenRow, cancellation);
            var oddToken = odd.ReadBegin(oddRow, cancellation);
            var low = sense(evenRow);
            var high = sense(oddRow);
            using (even._rowLock.EnterScope()) // the same object as odd._rowLock
            {
                if (even.ReadRetry(evenToken) || odd.ReadRetry(oddToken))
                    continue;
                even.Store(evenRow.Start, low);
                odd.Store(oddRow.Start, high);
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

    private void Store(ulong row, byte[] data)
    {
        using (_rowLock.EnterScope()) // recursive, so that the method is right by itself
            _rows[row] = data;
    }
}
