// Breaks: NSDK5009
// Bug: Close sets the table to null without the driver lock while the driver is still inserted, so a callback can lose the table between its two uses of it.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class HandleTable
{
    private readonly Dictionary<ulong, nint> _handles = [];

    public void Set(ulong page, nint handle) => _handles[page] = handle;

    public bool Remove(ulong page) => _handles.Remove(page);

    public int Count => _handles.Count;
}

public sealed class ClosableImporter : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("closable importer");
    private readonly Func<AddressRange, nint> _import;
    private HandleTable? _table = new();

    public ClosableImporter(Func<AddressRange, nint> import) => _import = import;

    public FaultStatus Import(AddressRange page)
    {
        for (var i = 0; i < 9; i++)
        {
            if (TryReadBegin(page, TimeSpan.FromSeconds(3), out var token) is not FaultStatus.Completed and var failed)
                return failed;
            var handle = _import(page);
            using var held = _lock.EnterScope();
            if (ReadRetry(token))
                continue;
            if (_table is null)
                return FaultStatus.Unavailable;
            _table.Set(page.Start >> 12, handle);
            return FaultStatus.Completed;
        }

        return FaultStatus.Collided;
    }

    public void Close()
    {
        _table = null;
    }

    public void Dispose()
    {
        Close();
        TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            if (_table != null)
            {
                foreach (var page in invalidation.Overlap.Pages(4096))
                    _table.Remove(page);
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
