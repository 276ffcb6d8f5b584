// Breaks: NSDK3012
// Bug: The loop stops before the page of Last, so the last page of each unmapped range stays in the table.
using System;
using System.Threading;
using NotifierSdk;


/// <summary>Linear shadow page table of an old hypervisor.</summary>
public sealed partial class LinearShadow : IntervalNotifier, IDisposable
{
    private const int Shift = 12;

    [DriverLock] private readonly SemaphoreSlim _mutex = new(1, 1);
    [ShadowState] private readonly uint[] _sptes;
    private readonly Func<ulong, uint> _walk;

    public LinearShadow(int pages, Func<ulong, uint> walk)
    {
        _sptes = new uint[pages];
        _walk = walk;
    }

    public void Load(AddressSpace guest) => guest.Insert(this, AddressRange.FromLength(0, (ulong)_sptes.Length << Shift));

    [Fault(Collect = nameof(Walk), Commit = nameof(Set))]
    public partial FaultStatus Fault(AddressRange page);

    public bool Access(ulong address, Action<uint> access)
    {
        _mutex.Wait();
        try
        {
            var spte = _sptes[address >> Shift];
            if (spte == 0)
                return false;
            access(spte);
            return true;
        }
        finally
        {
            _mutex.Release();
        }
    }

    public void Dispose()
    {
        TryRemove();
        _mutex.Dispose();
    }

    [Invalidate]
    private void Zap(AddressRange range)
    {
        var end = range.Last >> Shift;
        for (var page = range.Start >> Shift; page < end; page++)
            _sptes[page] = 0;
    }

    private uint Walk(AddressRange page) => _walk(page.Start);

    private void Set(AddressRange page, uint spte) => _sptes[page.Start >> Shift] = spte;
}
