// Correct: guarded members are used in helpers that require the lock, in copies made under it, and after a timed try that succeeded.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class SymbolCache : IntervalNotifier
{
    private readonly Func<ulong, string?> _resolve;

    [DriverLock] private readonly DriverLock _lock = new("symbols");

    [GuardedBy(nameof(_lock))]
    private readonly SortedList<ulong, string> _names = [];

    [GuardedBy(nameof(_lock))]
    private int _generation;

    public SymbolCache(Func<ulong, string?> resolve)
    {
        _resolve = resolve;
    }

    public IReadOnlyList<string> Names
    {
        get
        {
            using var hold = _lock.EnterScope();
            return _names.Values.Distinct().Order().ToArray();
        }
    }

    public (int Count, int Generation) Summary
    {
        get
        {
            _lock.Enter();
            try
            {
                return Summarize();
            }
            finally
            {
                _lock.Exit();
            }
        }
    }

    public string Describe(ulong page)
    {
        if (!_lock.TryEnter(TimeSpan.FromMilliseconds(5), out var hold))
            return "(busy)";
        using (hold)
        {
            return _names.TryGetValue(page, out var name)
                ? $"{name} (of {_names.Count(pair => pair.Value == name)})"
                : NearestBelow(page) ?? "(unknown)";
        }
    }

    [Fault(Collect = nameof(TryResolve), Commit = nameof(Learn))]
    public partial FaultStatus Resolve(AddressRange page);

    [RequiresLock(nameof(_lock))]
    private string? NearestBelow(ulong page)
    {
        string? found = null;
        foreach (var (start, name) in _names)
        {
            if (start > page)
                break;
            found = name + "+";
        }

        return found;
    }

    [RequiresLock(nameof(_lock))]
    private (int Count, int Generation) Summarize() => (_names.Count, _generation);

    private bool TryResolve(AddressRange page, out string? name) => (name = _resolve(page.Start)) is not null;

    private void Learn(AddressRange page, string? name) => _names[page.Start] = name ?? "(none)";

    [Invalidate]
    private void Forget(AddressRange range)
    {
        _generation++;
        for (var i = _names.Count - 1; i >= 0; i--)
        {
            if (range.Contains(_names.GetKeyAtIndex(i)))
                _names.RemoveAt(i);
        }
    }
}
