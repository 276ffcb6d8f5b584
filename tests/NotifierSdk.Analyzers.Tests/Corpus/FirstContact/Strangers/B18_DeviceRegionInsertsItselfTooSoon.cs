// Breaks: NSDK3007
// Bug: The constructor of the base class inserts the region, so the callback can run before the constructor of the derived class has made its tables.
using System;
using System.Collections.Generic;
using NotifierSdk;



public abstract class DeviceRegion : IntervalNotifier
{
    protected DeviceRegion(AddressSpace space, AddressRange range, string label)
    {
        Label = label;
        Gate = new DriverLock(label);
        space.Insert(this, range);
    }

    public string Label { get; }

    protected DriverLock Gate { get; }

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

public sealed class TextureRegion : DeviceRegion
{
    private readonly Dictionary<ulong, uint[]> _tiles;
    private readonly Func<AddressRange, uint[]> _upload;

    public TextureRegion(AddressSpace space, AddressRange range, Func<AddressRange, uint[]> upload)
        : base(space, range, $"texture at {range.Start:x}")
    {
        _upload = upload;
        _tiles = new Dictionary<ulong, uint[]>();
    }

    public bool Upload(AddressRange tile)
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var token = ReadBegin(tile);
            var texels = _upload(tile);
            using (Gate.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _tiles[tile.Start] = texels;
                    return true;
                }
            }
        }

        return false;
    }

    protected override void Forget(AddressRange range)
    {
        foreach (var page in range.Pages(65536))
            _tiles.Remove(page * 65536);
    }
}
