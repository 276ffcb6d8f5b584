// Correct: nobody removes this notifier; views get and put the shared one of their range, and what it holds is freed in OnRemoved, which follows the last Put once no callback and no commit is left.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using NotifierSdk;

/// <summary>One reader's use of the heat map of a range.</summary>
public sealed class HeatMapView : IDisposable
{
    private readonly AddressSpace _heap;
    private readonly HeatMap _map;
    private int _disposed;

    public HeatMapView(AddressSpace heap, AddressRange range, Func<ulong, uint> measure)
    {
        _heap = heap;
        _map = heap.Get(range, () => new HeatMap(range, measure));
    }

    public bool Sample(ulong address, CancellationToken cancellationToken) => Map.Sample(address, cancellationToken);

    public uint HeatOf(ulong address) => Map.HeatOf(address);

    private HeatMap Map => _disposed == 0 ? _map : throw new ObjectDisposedException(nameof(HeatMapView));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _heap.Put(_map);
    }
}

public sealed unsafe class HeatMap : IntervalNotifier
{
    private const ulong CardSize = 512;

    private readonly DriverLock _lock = new("heat map");
    private readonly Func<ulong, uint> _measure;
    private readonly AddressRange _range;
    private readonly uint* _heat; // measured heat + 1, or 0

    internal HeatMap(AddressRange range, Func<ulong, uint> measure)
    {
        _range = range;
        _measure = measure;
        _heat = (uint*)NativeMemory.AllocZeroed((nuint)(range.Last / CardSize - range.Start / CardSize + 1), sizeof(uint));
    }

    internal bool Sample(ulong address, CancellationToken cancellationToken)
    {
        var card = AddressRange.FromLength(address & ~(CardSize - 1), CardSize).Intersect(_range)!.Value;
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var token = ReadBegin(card, cancellationToken);
            var heat = _measure(card.Start);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _heat[IndexOf(address)] = heat + 1;
                return true;
            }
        }

        return false;
    }

    internal uint HeatOf(ulong address)
    {
        using (_lock.EnterScope())
        {
            var heat = _heat[IndexOf(address)];
            return heat == 0 ? 0 : heat - 1;
        }
    }

    private ulong IndexOf(ulong address) => address / CardSize - _range.Start / CardSize;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var last = IndexOf(invalidation.Overlap.Last);
            for (var i = IndexOf(invalidation.Overlap.Start); i <= last; i++)
                _heat[i] = 0;
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    protected override void OnRemoved() => NativeMemory.Free(_heat);
}
