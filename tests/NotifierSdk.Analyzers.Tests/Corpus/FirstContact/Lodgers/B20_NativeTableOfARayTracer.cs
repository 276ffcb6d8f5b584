// Breaks: NSDK5011
// Bug: Dispose frees the native table after the removal, but the driver does not override WaitForCommits, so the removal does not wait for a commit that is writing to the table.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using NotifierSdk;

/// <summary>Residency table of a ray tracer's geometry; the kernels read it by address.</summary>
public sealed unsafe class ResidencyTable : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 65536;

    private readonly Lock _lock = new();
    private readonly ulong _firstPage;
    private readonly Func<ulong, ulong> _upload;
    private readonly ulong* _table;
    private int _disposed;

    public ResidencyTable(AddressSpace geometry, AddressRange range, Func<ulong, ulong> upload)
    {
        _firstPage = range.Start / PageSize;
        _upload = upload;
        _table = (ulong*)NativeMemory.AllocZeroed((nuint)(range.Last / PageSize - _firstPage + 1), sizeof(ulong));
        try
        {
            geometry.Insert(this, range);
        }
        catch
        {
            NativeMemory.Free(_table);
            throw;
        }
    }

    public bool MakeResident(ulong address, CancellationToken cancellation)
    {
        var number = address / PageSize;
        var page = AddressRange.FromLength(number * PageSize, PageSize);
        for (var attempt = 0; attempt < 24; attempt++)
        {
            var token = ReadBegin(page, cancellation);
            var device = _upload(number);
            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                _table[number - _firstPage] = device;
                return true;
            }
        }

        return false;
    }

    public void Launch(Action<nint> kernel)
    {
        lock (_lock)
            kernel((nint)_table);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(PageSize))
                _table[number - _firstPage] = 0;
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        Remove();
        NativeMemory.Free(_table);
    }
}
