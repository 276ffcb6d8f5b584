// Breaks: NSDK4009
// Bug: Predict looks a target up in the dictionary without the lock under which commits and the callback write to it.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class Target
{
    public Target(ulong address, Action code)
    {
        Address = address;
        Code = code;
    }

    public ulong Address { get; }

    public Action Code { get; }
}

/// <summary>Targets of indirect branches in a dynamic binary translator.</summary>
public sealed partial class BranchTargets : IntervalNotifier, IDisposable
{
    private const ulong Alignment = 16;

    [DriverLock] private readonly DriverLock _lock = new("branch targets");
    private readonly Dictionary<ulong, Target> _targets = new();
    private readonly Func<ulong, Action?> _compile;
    private long _hits;

    public BranchTargets(AddressSpace guest, AddressRange text, Func<ulong, Action?> compile)
    {
        _compile = compile;
        guest.Insert(this, text);
    }

    public long Hits => Interlocked.Read(ref _hits);

    [Fault(Collect = nameof(TryCompile), Commit = nameof(Link), MaxAttempts = 10)]
    public partial FaultStatus Resolve(AddressRange target);

    public bool Jump(ulong address)
    {
        using (_lock.EnterScope())
        {
            if (!_targets.TryGetValue(address / Alignment, out var target))
                return false;
            _hits++;
            target.Code();
            return true;
        }
    }

    /// <summary>Asked before each indirect branch: whether it is worth leaving the trace.</summary>
    public bool Predict(ulong address) => _targets.ContainsKey(address / Alignment);

    public int Count
    {
        get
        {
            using (_lock.EnterScope())
                return _targets.Count;
        }
    }

    private bool TryCompile(AddressRange target, out Target compiled)
    {
        var code = _compile(target.Start);
        compiled = new Target(target.Start, code ?? (static () => { }));
        return code is not null;
    }

    private void Link(AddressRange target, Target compiled) => _targets[target.Start / Alignment] = compiled;

    [Invalidate]
    private void Unlink(AddressRange range)
    {
        foreach (var slot in range.Pages(Alignment))
            _targets.Remove(slot);
    }

    public void Dispose() => TryRemove();
}
