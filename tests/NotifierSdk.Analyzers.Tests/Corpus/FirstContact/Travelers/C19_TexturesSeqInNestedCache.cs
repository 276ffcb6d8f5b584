// Correct: OnInvalidate calls SetSeq in a local function, two calls below the place where the lock is taken, and the lock belongs to an outer type.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public sealed class TextureCache : IDisposable
{
    private readonly DriverLock _mutex = new("texture cache");
    private readonly Dictionary<ulong, (byte[] Pixels, ulong Bytes)> _textures = new();
    private readonly Watch _watch;

    public TextureCache(AddressSpace space, AddressRange vram)
    {
        _watch = new Watch(this);
        space.Insert(_watch, vram);
    }

    public bool Ensure(AddressRange surface, Func<AddressRange, byte[]> decode, CancellationToken cancellation) =>
        _watch.Fault(surface, decode, cancellation);

    public bool Draw(ulong address, Action<byte[]> bind)
    {
        using (_mutex.EnterScope())
        {
            if (!_textures.TryGetValue(address, out var texture))
                return false;
            bind(texture.Pixels);
            return true;
        }
    }

    public void Dispose() => _watch.TryRemove();

    private sealed class Watch(TextureCache cache) : IntervalNotifier
    {
        private readonly TextureCache _cache = cache;

        public bool Fault(AddressRange surface, Func<AddressRange, byte[]> decode, CancellationToken cancellation)
        {
            for (var attempt = 1; attempt <= 6; attempt++)
            {
                var token = ReadBegin(surface, cancellation);
                var pixels = decode(surface);
                using (_cache._mutex.EnterScope())
                {
                    if (ReadRetry(token))
                        continue;
                    _cache._textures[surface.Start] = (pixels, surface.Length);
                    return true;
                }
            }

            return false;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!_cache._mutex.TryEnter(in invalidation, out var scope))
                return false;
            using (scope)
                Accept(invalidation.Sequence, invalidation.Overlap);
            return true;

            void Accept(InvalidationSequence sequence, AddressRange range)
            {
                SetSeq(sequence);
                var dead = _cache._textures.Where(entry => range.Overlaps(AddressRange.FromLength(entry.Key, entry.Value.Bytes))).ToArray();
                foreach (var entry in dead)
                    _cache._textures.Remove(entry.Key);
            }
        }

        protected override void WaitForCommits()
        {
            using (_cache._mutex.EnterScope())
            {
            }
        }
    }
}
