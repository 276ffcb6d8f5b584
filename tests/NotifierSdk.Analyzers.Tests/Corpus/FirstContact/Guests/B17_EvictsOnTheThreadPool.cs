// Breaks: NSDK3006
// Bug: the callback only queues the eviction; begin returns, and the mapping changes, while the textures are still in the cache.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NotifierSdk;


public sealed class GpuTexture(int id)
{
    public int Id { get; } = id;
}

public interface IUploader
{
    GpuTexture Upload(AddressRange pixels);

    void Destroy(GpuTexture texture);
}

public sealed partial class TextureCache : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("textures");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<AddressRange, GpuTexture> _textures = [];
    private readonly IUploader _uploader;

    public TextureCache(IUploader uploader) => _uploader = uploader;

    [Fault(Collect = nameof(Upload), Commit = nameof(Publish), Discard = nameof(Destroy))]
    public partial FaultStatus Prepare(AddressRange pixels);

    public bool TryBind(AddressRange pixels, Action<int> bind)
    {
        using (_lock.EnterScope())
        {
            if (!_textures.TryGetValue(pixels, out var texture))
                return false;
            bind(texture.Id);
            return true;
        }
    }

    public void Dispose()
    {
        TryRemove();
        using (_lock.EnterScope())
        {
            foreach (var texture in _textures.Values)
                _uploader.Destroy(texture);
            _textures.Clear();
        }
    }

    [Invalidate]
    private void Evict(AddressRange range)
    {
        // Destroying a texture can take a millisecond, which is too long for the thread that stores.
        Task.Run(() =>
        {
            using (_lock.EnterScope())
            {
                foreach (var pixels in new List<AddressRange>(_textures.Keys))
                {
                    if (pixels.Overlaps(range) && _textures.Remove(pixels, out var texture))
                        _uploader.Destroy(texture);
                }
            }
        });
    }

    private GpuTexture Upload(AddressRange pixels) => _uploader.Upload(pixels);

    private void Publish(AddressRange pixels, GpuTexture texture)
    {
        if (_textures.Remove(pixels, out var former))
            _uploader.Destroy(former);
        _textures.Add(pixels, texture);
    }

    private void Destroy(GpuTexture texture) => _uploader.Destroy(texture);
}
