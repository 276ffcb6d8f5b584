// Correct: commits hold only the read lock and may write the table at the same time; each writes one whole word, and the callback, which holds the write lock, excludes them all.
using System;
using System.Threading;
using NotifierSdk;


public delegate ulong Translate(ulong virtualPage);

public sealed partial class GpuVm : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 65536;
    private const ulong Valid = 1ul << 63;

    [DriverLock(SharedCommit = true)] private readonly ReaderWriterLockSlim _vmLock = new();
    private readonly ulong[] _ptes;
    private readonly ulong _firstPage;
    private readonly Translate _translate;

    public GpuVm(AddressRange window, Translate translate)
    {
        _firstPage = window.Start / PageSize;
        _ptes = new ulong[(window.Last / PageSize) - _firstPage + 1];
        _translate = translate;
    }

    [Fault(Collect = nameof(Resolve), Commit = nameof(Write))]
    public partial bool TryFault(AddressRange page, CancellationToken cancel);

    /// <summary>Runs the access while the entry cannot be invalidated.</summary>
    public bool TryAccess(ulong address, Action<ulong> access)
    {
        _vmLock.EnterReadLock();
        try
        {
            var pte = Volatile.Read(ref _ptes[SlotOf(address)]);
            if ((pte & Valid) == 0)
                return false;
            access(((pte & ~Valid) * PageSize) + (address % PageSize));
            return true;
        }
        finally
        {
            _vmLock.ExitReadLock();
        }
    }

    public void Dispose()
    {
        TryRemove();
        _vmLock.Dispose();
    }

    [Invalidate]
    private void Clear(AddressRange range)
    {
        var first = (int)SlotOf(range.Start);
        var last = (int)SlotOf(range.Last);
        Array.Clear(_ptes, first, last - first + 1);
    }

    private ulong Resolve(AddressRange page) => _translate(page.Start / PageSize);

    private void Write(AddressRange page, ulong frame) => Volatile.Write(ref _ptes[SlotOf(page.Start)], frame | Valid);

    private ulong SlotOf(ulong address) => (address / PageSize) - _firstPage;
}
