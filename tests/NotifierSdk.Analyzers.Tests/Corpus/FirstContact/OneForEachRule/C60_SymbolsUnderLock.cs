// Correct: the lookup takes the lock that commits take
public sealed partial class Symbols(Func<AddressRange, string?> read) : IntervalNotifier
{
    [DriverLock] private readonly Lock _lock = new();
    private readonly Dictionary<ulong, string> _symbols = new();

    public string? Get(ulong address)
    {
        for (var tries = 0; tries < 2; tries++)
        {
            lock (_lock)
            {
                if (_symbols.TryGetValue(address, out var symbol))
                    return symbol;
            }

            if (Load(AddressRange.FromLength(address, 64)) is not FaultStatus.Completed)
                break;
        }

        return null;
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
