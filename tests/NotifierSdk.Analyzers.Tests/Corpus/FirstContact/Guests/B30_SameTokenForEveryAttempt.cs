// Breaks: NSDK2008
// Bug: the token is taken once, before the loop; once it has collided it collides for ever, so every further attempt is in vain.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface IVmcs
{
    bool TryReadEpt(ulong guestPhysical, out ulong hostPhysical);
}

/// <summary>Shadows the extended page tables of a nested hypervisor.</summary>
public class NestedEpt : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;
    private const int Attempts = 8;

    private readonly object _lock = new object();
    private readonly Dictionary<ulong, ulong> _shadow = new Dictionary<ulong, ulong>();
    private readonly IVmcs _vmcs;

    public NestedEpt(IVmcs vmcs)
    {
        _vmcs = vmcs;
    }

    public bool OnViolation(ulong guestPhysical, CancellationToken cancel)
    {
        ulong page = guestPhysical / PageSize;
        ReadToken token = ReadBegin(AddressRange.FromLength(page * PageSize, PageSize), cancel);

        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            ulong host;
            if (!_vmcs.TryReadEpt(page * PageSize, out host))
            {
                return false; // reflect the violation to the nested hypervisor
            }

            lock (_lock)
            {
                if (!ReadRetry(token))
                {
                    _shadow[page] = host;
                    return true;
                }
            }
        }

        return false;
    }

    public bool TryAccess(ulong guestPhysical, Action<ulong> access)
    {
        lock (_lock)
        {
            ulong host;
            if (!_shadow.TryGetValue(guestPhysical / PageSize, out host))
            {
                return false;
            }

            access(host + guestPhysical % PageSize);
            return true;
        }
    }

    public void Dispose()
    {
        TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
        {
            Monitor.Enter(_lock);
        }
        else if (!Monitor.TryEnter(_lock))
        {
            return false;
        }

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (ulong page in invalidation.Overlap.Pages(PageSize))
            {
                _shadow.Remove(page);
            }

            return true;
        }
        finally
        {
            Monitor.Exit(_lock);
        }
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }
}
