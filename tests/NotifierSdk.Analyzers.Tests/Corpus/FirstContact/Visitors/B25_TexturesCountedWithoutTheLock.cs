// Breaks: NSDK4009
// Bug: the overlay sums up the texture table while commits and the callback change it under the lock.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class TextureCache(TextureCache.IUploader uploader) : IntervalNotifier
{
    private readonly Lock _sync = new();
    private readonly Dictionary<AddressRange, Texture> _textures = [];
    private ulong _uploads;

    public interface IUploader
    {
        int Upload(AddressRange source);

        void Delete(int handle);
    }

    private sealed record Texture(int Handle, ulong Bytes);

    public string Overlay
    {
        get
        {
            var (count, bytes) = Measure();
            return $"{count} textures, {bytes >> 10} KiB, {Interlocked.Read(ref _uploads)} uploads";
        }
    }

    public bool Acquire(AddressRange source, out int handle)
    {
        lock (_sync)
        {
            if (_textures.TryGetValue(source, out var known))
            {
                handle = known.Handle;
                return true;
            }
        }

        for (var attempt = 0; attempt < 7; attempt++)
        {
            var token = ReadBegin(source);
            handle = uploader.Upload(source);
            Interlocked.Increment(ref _uploads);
            lock (_sync)
            {
                if (!ReadRetry(token))
                {
                    if (_textures.Remove(source, out var former))
                        uploader.Delete(former.Handle);
                    _textures.Add(source, new Texture(handle, source.Length));
                    return true;
                }
            }

            uploader.Delete(handle);
        }

        handle = 0;
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _sync.Enter();
        else if (!_sync.TryEnter())
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            List<AddressRange> stale = [];
            foreach (var range in _textures.Keys)
            {
                if (range.Overlaps(invalidation.Overlap))
                    stale.Add(range);
            }

            foreach (var range in stale)
            {
                if (_textures.Remove(range, out var texture))
                    uploader.Delete(texture.Handle);
            }
        }
        finally
        {
            _sync.Exit();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_sync)
        {
        }
    }

    private (int Count, ulong Bytes) Measure()
    {
        ulong bytes = 0;
        foreach (var texture in _textures.Values)
            bytes += texture.Bytes;
        return (_textures.Count, bytes);
    }
}
