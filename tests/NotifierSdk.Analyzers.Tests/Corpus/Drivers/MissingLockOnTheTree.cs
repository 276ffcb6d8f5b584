// Breaks: NSDK4003
// Bug: a method that replaces an entry of the tree takes no lock, while the unmap handler walks it
// Read in: https://github.com/Ryujinx/Ryujinx/pull/6657
public sealed partial class TextureCache : IntervalNotifier
{
    [DriverLock] private readonly ReaderWriterLockSlim _texturesLock = new();
    [GuardedBy(nameof(_texturesLock))] private readonly SortedDictionary<ulong, string> _textures = [];

    [Fault(Collect = nameof(Decode), Commit = nameof(Store))]
    public partial bool Find(AddressRange range);

    public void UpdateMapping(ulong from, ulong to)
    {
        _texturesLock.EnterWriteLock();                                    //+
        try                                                                //+
        {                                                                  
            if (_textures.Remove(from, out var texture))
                _textures[to] = texture;
        }                                                                  
        finally                                                            //+
        {                                                                  //+
            _texturesLock.ExitWriteLock();                                 //+
        }                                                                  //+
    }

    private static string Decode(AddressRange range) => range.ToString();

    private void Store(AddressRange range, string texture) => _textures[range.Start] = texture;

    [Invalidate]
    private void Unmapped(AddressRange range) => _textures.Remove(range.Start);
}
