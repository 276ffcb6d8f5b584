// Breaks: NSDK4003
// Bug: the statistics read the table without its lock
public sealed partial class TextureCache : IntervalNotifier
{
    [DriverLock] private readonly ReaderWriterLockSlim _lock = new();
    [GuardedBy(nameof(_lock)), ShadowState] private readonly Dictionary<ulong, Texture> _textures = new();

    public readonly record struct Texture(int Width, int Height, nint Handle);

    public long Bytes => _textures.Values.Sum(texture => 4L * texture.Width * texture.Height);

    [Invalidate]
    private void Evict(in Invalidation invalidation)
    {
        foreach (var address in _textures.Keys.Where(Covers(invalidation.Overlap)).ToList())
            _textures.Remove(address);

        static Func<ulong, bool> Covers(AddressRange range) => address => range.Contains(address);
    }
}
