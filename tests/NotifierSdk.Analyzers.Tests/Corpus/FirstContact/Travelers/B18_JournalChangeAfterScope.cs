// Breaks: NSDK5010
// Bug: Write ends the announcement at once, and copies the bytes into the image only behind it, so a fault in between keeps the old bytes.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


/// <summary>An image in memory, and the parsed blocks that are derived from it.</summary>
public sealed partial class JournaledImage : IntervalNotifier, IDisposable
{
    private const int BlockSize = 1024;

    [DriverLock] private readonly DriverLock _lock = new("journaled image");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, uint> _digests = [];
    private readonly AddressSpace _space;
    private readonly byte[] _image;

    public JournaledImage(AddressSpace space, int blocks)
    {
        _space = space;
        _image = new byte[blocks * BlockSize];
    }

    public void Mount() => _space.Insert(this, AddressRange.FromLength(0, (ulong)_image.Length));

    [Fault(Collect = nameof(Digest), Commit = nameof(Keep))]
    public partial FaultStatus Index(AddressRange block);

    public void Write(int block, ReadOnlySpan<byte> data)
    {
        var range = AddressRange.FromLength((ulong)block * BlockSize, BlockSize);
        using (_space.BeginInvalidate(range, InvalidationEvent.Write))
        {
        }

        data.CopyTo(_image.AsSpan(block * BlockSize, BlockSize));
    }

    public bool Verify(ulong block, Predicate<uint> matches)
    {
        using (_lock.EnterScope())
            return _digests.TryGetValue(block, out var digest) && matches(digest);
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Forget(AddressRange range)
    {
        foreach (var block in range.Pages(BlockSize))
            _digests.Remove(block);
    }

    private uint Digest(AddressRange block)
    {
        var sum = 2166136261u;
        foreach (var b in _image.AsSpan((int)block.Start, BlockSize))
            sum = (sum ^ b) * 16777619u;
        return sum;
    }

    private void Keep(AddressRange block, uint digest) => _digests[block.Start / BlockSize] = digest;
}
