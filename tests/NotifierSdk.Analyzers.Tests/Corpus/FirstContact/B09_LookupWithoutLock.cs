// Breaks: NSDK4009
// Bug: the lookup reads the dictionary without the lock
public sealed partial class ShaderCache(Func<AddressRange, byte[]> readGuest) : IntervalNotifier
{
    [DriverLock] private readonly Lock _sync = new();
    private readonly Dictionary<ulong, string> _shaders = new();

    [Fault(Collect = nameof(Decompile), Commit = nameof(Insert))]
    public partial FaultStatus Compile(AddressRange code);

    public string? this[ulong address] => _shaders.GetValueOrDefault(address);

    private string Decompile(AddressRange code) => Convert.ToHexString(readGuest(code));

    private void Insert(AddressRange code, string shader) => _shaders[code.Start] = shader;

    [Invalidate]
    private void Purge(AddressRange range)
    {
        foreach (var key in _shaders.Keys.Where(range.Contains).ToList())
            _shaders.Remove(key);
    }
}
