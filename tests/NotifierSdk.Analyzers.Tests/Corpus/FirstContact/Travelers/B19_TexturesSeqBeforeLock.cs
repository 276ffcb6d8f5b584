// Breaks: NSDK2002
// Bug: SetSeq is called before the lock is taken; a fault can check its token, and commit after the drop, between the two.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public sealed record Texture(byte[] Rgba, int Width, int Height);

/// <summary>Textures decoded from the memory of an emulated console.</summary>
public sealed class TextureDecodes : IntervalNotifier, IDisposable
{
    private readonly DriverLock _mutex = new("textures");
    private readonly Dictionary<ulong, Texture> _textures = new();
    private readonly Func<AddressRange, Texture> _decode;

    public TextureDecodes(Func<AddressRange, Texture> decode) => _decode = decode;

    public FaultStatus Ensure(AddressRange surface, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= 6; attempt++)
        {
            var status = TryReadBegin(surface, TimeSpan.FromMilliseconds(100), cancellation, out var token);
            if (status != FaultStatus.Completed)
                return status;

            var texture = _decode(surface);
            using (_mutex.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _textures[surface.Start] = texture;
                return FaultStatus.Completed;
            }
        }

        return FaultStatus.Collided;
    }

    public bool Draw(ulong address, Action<Texture> bind)
    {
        using (_mutex.EnterScope())
        {
            if (!_textures.TryGetValue(address, out var texture))
                return false;
            bind(texture);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        SetSeq(invalidation.Sequence);

        if (!_mutex.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            var range = invalidation.Overlap;
            foreach (var (address, texture) in _textures.ToArray())
            {
                var bytes = (ulong)(texture.Width * texture.Height * 4);
                if (range.Overlaps(AddressRange.FromLength(address, bytes)))
                    _textures.Remove(address);
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_mutex.EnterScope())
        {
        }
    }
}
