// Breaks: NSDK5003
// Bug: Dispose frees the native table first and removes the notifier afterwards, so callbacks (the last one for certain) write to freed memory.
using System;
using System.Runtime.InteropServices;
using NotifierSdk;


public interface IStage2
{
    bool TryWalk(ulong guestFrame, out ulong hostFrame);
}

/// <summary>A shadow page table that the hardware walks: one 64-bit entry for each page of the slot.</summary>
public sealed unsafe partial class ShadowTable : IntervalNotifier, IDisposable
{
    private const int Shift = 12;
    private const ulong Present = 1;

    [DriverLock] private readonly DriverLock _mmuLock = new("mmu_lock");
    private readonly IStage2 _stage2;
    private readonly ulong _baseFrame;
    private readonly ulong _count;
    private ulong* _sptes;
    private bool _disposed;

    public ShadowTable(IStage2 stage2, AddressRange slot)
    {
        _stage2 = stage2;
        _baseFrame = slot.Start >> Shift;
        _count = (slot.Last >> Shift) - _baseFrame + 1;
        _sptes = (ulong*)NativeMemory.AllocZeroed((nuint)_count, sizeof(ulong));
    }

    [Fault(Collect = nameof(Walk), Commit = nameof(SetSpte))]
    public partial FaultStatus HandleViolation(AddressRange page);

    public bool TryAccess(ulong address, Action<ulong> access)
    {
        using (_mmuLock.EnterScope())
        {
            var spte = _sptes[(address >> Shift) - _baseFrame];
            if ((spte & Present) == 0)
                return false;
            access(spte >> Shift);
            return true;
        }
    }

    /// <summary>The vCPUs are stopped by now: nobody looks up and nobody faults.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        NativeMemory.Free(_sptes);
        TryRemove();
    }

    [Invalidate]
    private void Zap(AddressRange range)
    {
        var first = (range.Start >> Shift) - _baseFrame;
        var last = (range.Last >> Shift) - _baseFrame;
        for (var i = first; i <= last; i++)
            _sptes[i] = 0;
    }

    private bool Walk(AddressRange page, out ulong hostFrame) => _stage2.TryWalk(page.Start >> Shift, out hostFrame);

    private void SetSpte(AddressRange page, ulong hostFrame) =>
        _sptes[(page.Start >> Shift) - _baseFrame] = (hostFrame << Shift) | Present;
}
