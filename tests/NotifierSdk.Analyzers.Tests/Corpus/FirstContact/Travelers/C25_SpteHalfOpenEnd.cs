// Correct: The loop compares with less-than, because the end is computed one page behind the last; the driver's range ends far below the top of the space, so it cannot wrap.
using System;
using System.Threading;
using NotifierSdk;


public sealed partial class FlatShadow : IntervalNotifier, IDisposable
{
    private const int Shift = 12;

    [DriverLock] private readonly SemaphoreSlim _mutex = new(1, 1);
    [ShadowState] private readonly uint[] _sptes;
    private readonly Func<ulong, uint> _walk;

    public FlatShadow(int pages, Func<ulong, uint> walk)
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
        var first = (int)(range.Start >> Shift);
        var end = (int)(range.Last >> Shift) + 1; // half-open
        for (var page = first; page < end; page++)
            _sptes[page] = 0;
    }

    private uint Walk(AddressRange page) => _walk(page.Start);

    private void Set(AddressRange page, uint spte) => _sptes[page.Start >> Shift] = spte;
}
