// Breaks: NSDK5002
// Bug: the vCPU creates and inserts a notifier of its own, and its Dispose never removes it: the space keeps calling the TLB of a dead vCPU.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IMmu
{
    bool TryTranslate(ulong page, out ulong frame);
}

internal sealed partial class VcpuTlb(IMmu mmu) : IntervalNotifier
{
    internal const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("vcpu tlb");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _map = [];

    [Fault(Collect = nameof(Translate), Commit = nameof(Fill))]
    internal partial FaultStatus Refill(AddressRange page);

    internal bool TryAccess(ulong page, Action<ulong> access)
    {
        using (_lock.EnterScope())
        {
            if (!_map.TryGetValue(page, out var frame))
                return false;
            access(frame);
            return true;
        }
    }

    [Invalidate]
    private void Flush(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _map.Remove(page);
    }

    private bool Translate(AddressRange page, out ulong frame) => mmu.TryTranslate(page.Start / PageSize, out frame);

    private void Fill(AddressRange page, ulong frame) => _map[page.Start / PageSize] = frame;
}

/// <summary>One virtual processor. They come and go while the machine, and its space, stay.</summary>
public sealed class Vcpu : IDisposable
{
    private readonly VcpuTlb _tlb;
    private readonly Thread _thread;
    private readonly Action<Vcpu> _run;
    private volatile bool _stop;

    public Vcpu(AddressSpace guest, AddressRange ram, IMmu mmu, Action<Vcpu> run)
    {
        _run = run;
        _tlb = new VcpuTlb(mmu);
        guest.Insert(_tlb, ram);
        _thread = new Thread(Loop) { IsBackground = true, Name = "vcpu" };
    }

    public void Start() => _thread.Start();

    public bool TryAccess(ulong address, Action<ulong> access)
    {
        var page = address / VcpuTlb.PageSize;
        for (var i = 0; i < 3; i++)
        {
            if (_tlb.TryAccess(page, frame => access((frame * VcpuTlb.PageSize) + (address % VcpuTlb.PageSize))))
                return true;

            if (_tlb.Refill(AddressRange.FromLength(page * VcpuTlb.PageSize, VcpuTlb.PageSize)) != FaultStatus.Completed)
                break;
        }

        return false;
    }

    public void Dispose()
    {
        _stop = true;
        if (_thread.IsAlive)
            _thread.Join();
    }

    private void Loop()
    {
        while (!_stop)
            _run(this);
    }
}
