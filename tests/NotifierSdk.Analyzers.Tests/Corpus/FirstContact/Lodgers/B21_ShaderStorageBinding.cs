// Breaks: NSDK3005
// Bug: the callback throws when the binding is disposed, although Dispose sets the flag before it removes the notifier, whose last callback then throws.
using System;
using System.Collections.Generic;
using NotifierSdk;

public interface ICommandStream
{
    void BindPage(ulong virtualPage, ulong physical);

    /// <summary>Returns when the GPU does not use the page any more.</summary>
    void UnbindPage(ulong virtualPage);
}

/// <summary>Sparse storage buffer of a graphics driver.</summary>
public sealed partial class SparseBinding : IntervalNotifier, IDisposable
{
    private const ulong SparsePage = 65536;

    [DriverLock] private readonly DriverLock _lock = new("sparse binding");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _bound = [];
    private readonly ICommandStream _commands;
    private readonly Func<ulong, ulong?> _physical;
    private volatile bool _disposed;

    public SparseBinding(AddressSpace heap, AddressRange buffer, ICommandStream commands, Func<ulong, ulong?> physical)
    {
        _commands = commands;
        _physical = physical;
        heap.Insert(this, buffer);
    }

    [Fault(Collect = nameof(TryResolve), Commit = nameof(Bind), MaxAttempts = 32)]
    private partial FaultStatus BindOnce(AddressRange page);

    public FaultStatus EnsureBound(ulong address)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return BindOnce(AddressRange.FromLength(address / SparsePage * SparsePage, SparsePage));
    }

    public bool IsBound(ulong address)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using (_lock.EnterScope())
            return _bound.ContainsKey(address / SparsePage);
    }

    private bool TryResolve(AddressRange page, out ulong physical)
    {
        var resolved = _physical(page.Start);
        physical = resolved.GetValueOrDefault();
        return resolved.HasValue;
    }

    private void Bind(AddressRange page, ulong physical)
    {
        _bound[page.Start / SparsePage] = physical;
        _commands.BindPage(page.Start / SparsePage, physical);
    }

    [Invalidate]
    private void Unbind(AddressRange range)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (var page in range.Pages(SparsePage))
        {
            if (_bound.Remove(page))
                _commands.UnbindPage(page);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        TryRemove();
    }
}
