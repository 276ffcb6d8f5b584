// Correct: a property that copies under the lock, a query that ends there
public sealed partial class Textures : IntervalNotifier
{
    [DriverLock] private readonly ReaderWriterLockSlim _lock = new();
    [GuardedBy(nameof(_lock)), ShadowState] private readonly Dictionary<ulong, Texture> _textures = new();

    public readonly record struct Texture(int Width, int Height, nint Handle);

    public long Bytes
    {
        get
        {
            _lock.EnterReadLock();
            try
            {
                return _textures.Values.Sum(texture => 4L * texture.Width * texture.Height);
            }
            finally
            {
                _lock.ExitReadLock();
            }
        }
    }

    public Texture[] Largest(int count)
    {
        _lock.EnterReadLock();
        var all = _textures.Values.OrderByDescending(texture => texture.Width).Take(count).ToArray();
        _lock.ExitReadLock();
        return all;
    }

    [Invalidate]
    private void Evict(in Invalidation invalidation)
    {
        foreach (var address in _textures.Keys.Where(Covers(invalidation.Overlap)).ToList())
            _textures.Remove(address);

        static Func<ulong, bool> Covers(AddressRange range) => address => range.Contains(address);
    }
}
