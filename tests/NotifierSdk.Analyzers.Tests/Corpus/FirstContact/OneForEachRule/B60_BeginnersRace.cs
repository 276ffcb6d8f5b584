// Breaks: NSDK4009
// Bug: the lookup reads the dictionary while a commit or the callback writes it
public sealed partial class SymbolCache(Func<AddressRange, string?> read) : IntervalNotifier
{
    [DriverLock] private readonly Lock _lock = new();
    private readonly Dictionary<ulong, string> _symbols = new();

    public string? Get(ulong address)
    {
        if (_symbols.TryGetValue(address, out var symbol))
            return symbol;
        return Load(AddressRange.FromLength(address, 64)) == FaultStatus.Completed ? Get(address) : null;
    }

    [Fault(Collect = nameof(Read), Commit = nameof(Store))]
    private partial FaultStatus Load(AddressRange range);

    private bool Read(AddressRange range, out string? symbol) => (symbol = read(range)) != null;

    private void Store(AddressRange range, string? symbol) => _symbols[range.Start] = symbol!;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var (address, _) in _symbols)
        {
            if (range.Contains(address))
                _symbols.Remove(address);
        }
    }
}
