// Correct: lookups take no lock; they read one immutable snapshot that commits and the callback replace under the lock, and its entries are plain managed objects.
using System.Collections.Immutable;
using System.Threading;
using NotifierSdk;

public sealed record Symbol(string Name, ulong Address, ulong Size);

public interface ISymbolReader
{
    bool TryRead(AddressRange module, out ImmutableArray<Symbol> symbols);
}

/// <summary>The symbol tables of a debugger, one for each module that the debuggee has mapped.</summary>
public sealed partial class SymbolCache : IntervalNotifier
{
    [DriverLock] private readonly Lock _sync = new();
    private ImmutableSortedDictionary<ulong, Module> _modules = ImmutableSortedDictionary<ulong, Module>.Empty;
    private readonly ISymbolReader _reader;

    public SymbolCache(ISymbolReader reader) => _reader = reader;

    private sealed record Module(AddressRange Range, ImmutableArray<Symbol> Symbols);

    public void Attach(AddressSpace debuggee) => debuggee.Insert(this, AddressRange.All);

    public void Detach() => TryRemove();

    [Fault(Collect = nameof(TryLoad), Commit = nameof(Add), TimeoutMilliseconds = 5000)]
    public partial FaultStatus Load(AddressRange module, CancellationToken cancellationToken);

    /// <summary>Names an address for a stack trace. A trace shows what was mapped when it was taken.</summary>
    public string Describe(ulong pc)
    {
        var snapshot = Volatile.Read(ref _modules);
        foreach (var (_, module) in snapshot)
        {
            if (!module.Range.Contains(pc))
                continue;
            foreach (var symbol in module.Symbols)
            {
                if (pc >= symbol.Address && pc - symbol.Address < symbol.Size)
                    return $"{symbol.Name}+0x{pc - symbol.Address:x}";
            }
        }

        return $"0x{pc:x}";
    }

    public int ModuleCount => Volatile.Read(ref _modules).Count;

    private bool TryLoad(AddressRange module, out ImmutableArray<Symbol> symbols) => _reader.TryRead(module, out symbols);

    private void Add(AddressRange module, ImmutableArray<Symbol> symbols) =>
        Volatile.Write(ref _modules, _modules.SetItem(module.Start, new Module(module, symbols)));

    [Invalidate(IgnoreEvents = [InvalidationEvent.SoftDirty])]
    private void Forget(AddressRange range)
    {
        var builder = _modules.ToBuilder();
        foreach (var (start, module) in _modules)
        {
            if (module.Range.Overlaps(range))
                builder.Remove(start);
        }

        Volatile.Write(ref _modules, builder.ToImmutable());
    }
}
