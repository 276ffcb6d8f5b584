// Breaks: NSDK2014
// Bug: Collecting migrates the pages into video memory and announces that, but the callback also saves the sequence of the driver's own announcement, so each attempt of the fault collides with itself.
using System;
using System.Collections.Generic;
using NotifierSdk;



public interface ICopyEngine
{
    ulong Allocate(ulong bytes);

    void CopyIn(AddressRange host, ulong vram);

    void Release(ulong vram);
}

public readonly record struct VramSlice(ulong Offset, ulong Bytes);

public sealed partial class MigratingRange : IntervalNotifier
{
    private readonly AddressSpace _process;
    private readonly ICopyEngine _engine;

    [DriverLock] private readonly DriverLock _svmLock = new("svm");
    [GuardedBy(nameof(_svmLock))] private readonly Dictionary<ulong, VramSlice> _resident = [];

    private MigratingRange(AddressSpace process, ICopyEngine engine)
    {
        _process = process;
        _engine = engine;
        Owner = this;
    }

    public static MigratingRange Create(AddressSpace process, ICopyEngine engine, AddressRange range)
    {
        var created = new MigratingRange(process, engine);
        process.Insert(created, range);
        return created;
    }

    [Fault(Collect = nameof(MigrateToVram), Commit = nameof(BindSlice), Discard = nameof(GiveBack), MaxAttempts = 8)]
    public partial FaultOutcome HandlePageFault(AddressRange page);

    public bool IsResident(ulong address)
    {
        using (_svmLock.EnterScope())
            return _resident.ContainsKey(address & ~0xffful);
    }

    private bool MigrateToVram(AddressRange page, out VramSlice slice)
    {
        var offset = _engine.Allocate(page.Length);
        slice = new VramSlice(offset, page.Length);
        try
        {
            using (_process.BeginInvalidate(page, InvalidationEvent.Migrate, this))
            {
                _engine.CopyIn(page, offset);
            }

            return true;
        }
        catch (Exception)
        {
            _engine.Release(offset);
            return false;
        }
    }

    private void BindSlice(AddressRange page, VramSlice slice)
    {
        if (_resident.Remove(page.Start, out var former))
            _engine.Release(former.Offset);
        _resident.Add(page.Start, slice);
    }

    private void GiveBack(VramSlice slice) => _engine.Release(slice.Offset);

    [Invalidate]
    private void Evict(AddressRange range)
    {
        foreach (var number in range.Pages(4096))
        {
            if (_resident.Remove(number * 4096, out var slice))
                _engine.Release(slice.Offset);
        }
    }
}
