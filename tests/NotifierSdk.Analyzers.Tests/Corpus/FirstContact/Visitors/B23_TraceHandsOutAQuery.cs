// Breaks: NSDK4003
// Bug: the snapshot for the viewer is a query that runs after the lock was released.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class SymbolTracer : IntervalNotifier
{
    private readonly Func<ulong, string?> _resolve;

    [DriverLock] private readonly DriverLock _lock = new("tracer");

    [GuardedBy(nameof(_lock))]
    private readonly SortedDictionary<ulong, Symbol> _symbols = [];

    public SymbolTracer(Func<ulong, string?> resolve) => _resolve = resolve;

    public readonly record struct Symbol(string Name, ulong Start, int Hits);

    public int Count
    {
        get
        {
            using var _ = _lock.EnterScope();
            return _symbols.Count;
        }
    }

    public IEnumerable<Symbol> Hottest(int count)
    {
        using (_lock.EnterScope())
        {
            return _symbols.Values
                .Where(symbol => symbol.Hits > 0)
                .OrderByDescending(symbol => symbol.Hits)
                .Take(count);
        }
    }

    public void Hit(ulong page)
    {
        using (_lock.EnterScope())
        {
            if (_symbols.TryGetValue(page, out var symbol))
                _symbols[page] = symbol with { Hits = symbol.Hits + 1 };
        }
    }

    [Fault(Collect = nameof(TryResolve), Commit = nameof(Learn))]
    public partial FaultOutcome Resolve(AddressRange page);

    private bool TryResolve(AddressRange page, out Symbol symbol, out Exception? reason)
    {
        if (_resolve(page.Start) is { Length: > 0 } name)
        {
            (symbol, reason) = (new Symbol(name, page.Start, 0), null);
            return true;
        }

        (symbol, reason) = (default, new KeyNotFoundException($"nothing at {page}"));
        return false;
    }

    private void Learn(AddressRange page, Symbol symbol) => _symbols[page.Start] = symbol;

    [Invalidate]
    private void Unload(AddressRange range)
    {
        foreach (var page in _symbols.Keys.SkipWhile(page => page < range.Start).TakeWhile(page => page <= range.Last).ToList())
            _symbols.Remove(page);
    }
}
