// Breaks: NSDK5008
// Bug: the bond gets the shared flusher of the process's space and keeps it, but Dispose gives back only its PASID and never puts the flusher back.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface ISmmu
{
    int AllocatePasid();

    void FreePasid(int pasid);

    void InvalidateAtc(int pasid, AddressRange range);
}

/// <summary>Follows the page tables of one process for all devices that share them.</summary>
public sealed class AtcFlusher : RangeNotifier
{
    private readonly ISmmu _smmu;
    private readonly object _lock = new();
    private readonly HashSet<int> _pasids = new();

    public AtcFlusher(ISmmu smmu)
        : base(RangeNotifierKind.SecondaryTlbs)
    {
        _smmu = smmu;
    }

    public void Add(int pasid)
    {
        lock (_lock)
            _pasids.Add(pasid);
    }

    public void Remove(int pasid)
    {
        lock (_lock)
            _pasids.Remove(pasid);
    }

    protected override void InvalidateSecondaryTlbs(AddressRange range)
    {
        lock (_lock)
        {
            foreach (var pasid in _pasids)
                _smmu.InvalidateAtc(pasid, range);
        }
    }

    protected override void Release()
    {
        lock (_lock)
        {
            foreach (var pasid in _pasids)
                _smmu.InvalidateAtc(pasid, AddressRange.All);
            _pasids.Clear();
        }
    }
}

/// <summary>One device that works in the address space of a process.</summary>
public sealed class SvaBond : IDisposable
{
    private readonly ISmmu _smmu;
    private readonly AtcFlusher _flusher;
    private int _pasid;

    public SvaBond(AddressSpace process, ISmmu smmu)
    {
        _smmu = smmu;
        _flusher = process.Get(() => new AtcFlusher(smmu));
        _pasid = smmu.AllocatePasid();
        _flusher.Add(_pasid);
    }

    public int Pasid => _pasid;

    public void Dispose()
    {
        var pasid = Interlocked.Exchange(ref _pasid, 0);
        if (pasid == 0)
            return;
        _flusher.Remove(pasid);
        _smmu.InvalidateAtc(pasid, AddressRange.All);
        _smmu.FreePasid(pasid);
    }
}
