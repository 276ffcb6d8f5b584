// Correct: The constructors only build the region, and the bus inserts it when the most derived constructor has returned.
using System;
using System.Collections.Generic;
using NotifierSdk;



public abstract class Region(string label) : IntervalNotifier
{
    private protected readonly DriverLock Gate = new(label);

    public string Label { get; } = label;

    protected sealed override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Gate.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            Forget(invalidation.Overlap);
        }

        return true;
    }

    protected sealed override void WaitForCommits()
    {
        using (Gate.EnterScope())
        {
        }
    }

    protected abstract void Forget(AddressRange range);
}

public sealed class FramebufferRegion : Region
{
    private readonly Dictionary<ulong, int[]> _rows = [];
    private readonly Func<AddressRange, int[]> _decode;

    internal FramebufferRegion(string label, Func<AddressRange, int[]> decode)
        : base(label)
    {
        _decode = decode;
    }

    public bool Decode(AddressRange row)
    {
        var attempts = 5;
        do
        {
            var token = ReadBegin(row);
            var pixels = _decode(row);
            using (Gate.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _rows[row.Start >> 12] = pixels;
                    return true;
                }
            }
        }
        while (--attempts > 0);

        return false;
    }

    protected override void Forget(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _rows.Remove(page);
    }
}

public sealed class Bus(AddressSpace space) : IDisposable
{
    private readonly Stack<Region> _regions = new();

    public FramebufferRegion AddFramebuffer(AddressRange range, Func<AddressRange, int[]> decode) =>
        Plug(new FramebufferRegion($"framebuffer at {range.Start:x}", decode), range);

    public void Dispose()
    {
        while (_regions.TryPop(out var region))
            region.Remove();
    }

    private T Plug<T>(T region, AddressRange range)
        where T : Region
    {
        space.Insert(region, range);
        _regions.Push(region);
        return region;
    }
}
