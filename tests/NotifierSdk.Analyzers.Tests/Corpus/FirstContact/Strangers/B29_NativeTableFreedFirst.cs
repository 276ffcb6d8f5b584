// Breaks: NSDK5003
// Bug: Dispose frees the native table before it removes the notifier, whose callback still writes to the table.
using System;
using System.Runtime.InteropServices;
using NotifierSdk;



public sealed unsafe partial class NativePageTable : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("native page table");
    private readonly ulong _firstPage;
    private readonly nuint _pages;
    private readonly Func<ulong, ulong> _frameOf;
    private ulong* _table;
    private bool _disposed;

    public NativePageTable(AddressRange range, Func<ulong, ulong> frameOf)
    {
        _firstPage = range.Start / PageSize;
        _pages = (nuint)(range.Last / PageSize - _firstPage) + 1;
        _frameOf = frameOf;
        _table = (ulong*)NativeMemory.AllocZeroed(_pages, sizeof(ulong));
    }

    ~NativePageTable() => Free();

    [Fault(Collect = nameof(Frame), Commit = nameof(Write))]
    public partial FaultStatus Fault(AddressRange page);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        GC.SuppressFinalize(this);
        Free();
        TryRemove();
    }

    private ulong Frame(AddressRange page) => _frameOf(page.Start / PageSize);

    private void Write(AddressRange page, ulong frame) => _table[page.Start / PageSize - _firstPage] = frame | 1;

    [Invalidate]
    private void Clear(AddressRange range)
    {
        var first = range.Start / PageSize - _firstPage;
        var last = range.Last / PageSize - _firstPage;
        new Span<ulong>(_table + first, checked((int)(last - first) + 1)).Clear();
    }

    private void Free()
    {
        NativeMemory.Free(_table);
        _table = null;
    }
}
