// Correct: Dispose removes the notifier, which waits for callbacks and commits, and closes the handle of the native table afterwards.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using NotifierSdk;



internal sealed class TableHandle : SafeHandle
{
    public TableHandle(nuint entries)
        : base(0, ownsHandle: true)
    {
        unsafe
        {
            SetHandle((nint)NativeMemory.AllocZeroed(entries, sizeof(ulong)));
        }

        Entries = checked((int)entries);
    }

    public int Entries { get; }

    public override bool IsInvalid => handle == 0;

    public unsafe Span<ulong> Span => new((void*)handle, Entries);

    protected override unsafe bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}

public sealed partial class OwnedPageTable : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("owned page table");
    private readonly TableHandle _table;
    private readonly ulong _first;
    private readonly Func<ulong, ulong> _frameOf;
    private int _disposed;

    public OwnedPageTable(AddressRange range, Func<ulong, ulong> frameOf)
    {
        _first = range.Start >> 12;
        _table = new TableHandle((nuint)((range.Last >> 12) - _first + 1));
        _frameOf = frameOf;
    }

    [Fault(Collect = nameof(Frame), Commit = nameof(Write))]
    public partial FaultStatus Fault(AddressRange page);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        TryRemove();
        _table.Dispose();
    }

    private ulong Frame(AddressRange page) => _frameOf(page.Start >> 12);

    private void Write(AddressRange page, ulong frame) => _table.Span[(int)((page.Start >> 12) - _first)] = frame | 1;

    [Invalidate]
    private void Clear(AddressRange range)
    {
        var first = (int)((range.Start >> 12) - _first);
        var last = (int)((range.Last >> 12) - _first);
        _table.Span[first..(last + 1)].Clear();
    }
}
