// Correct: the fault returns what the commit returns and throws otherwise; what it returns is a reference-counted lease, taken under the lock, that outlives the entry on purpose.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

/// <summary>The bytes of a page as they were when the page was read. A query works on this version, whatever happens to the page.</summary>
public sealed class PageVersion
{
    private readonly byte[] _bytes;
    private int _leases;

    internal PageVersion(byte[] bytes) => _bytes = bytes;

    public int Leases => Volatile.Read(ref _leases);

    public ReadOnlySpan<byte> Bytes => _bytes;

    internal Lease Acquire()
    {
        Interlocked.Increment(ref _leases);
        return new Lease(this);
    }

    public readonly struct Lease(PageVersion version) : IDisposable
    {
        public PageVersion Version => version;

        public void Dispose() => Interlocked.Decrement(ref version._leases);
    }
}

public sealed partial class SnapshotPool : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 16384;

    [DriverLock] private readonly DriverLock _latch = new("snapshot pool");
    [GuardedBy(nameof(_latch))] private readonly Dictionary<ulong, PageVersion> _current = [];
    private readonly Func<ulong, byte[]> _readPage;

    public SnapshotPool(AddressSpace file, AddressRange extent, Func<ulong, byte[]> readPage)
    {
        _readPage = readPage;
        file.Insert(this, extent);
    }

    /// <summary>Throws a <see cref="FaultException"/> if the page keeps changing.</summary>
    [Fault(Collect = nameof(Read), Commit = nameof(Enter), MaxAttempts = 12)]
    public partial PageVersion.Lease Fix(AddressRange page, CancellationToken cancellationToken);

    public PageVersion.Lease? TryFix(ulong address)
    {
        using (_latch.EnterScope())
            return _current.TryGetValue(address / PageSize, out var version) ? version.Acquire() : null;
    }

    private byte[] Read(AddressRange page) => _readPage(page.Start);

    private PageVersion.Lease Enter(AddressRange page, byte[] bytes)
    {
        var version = new PageVersion(bytes);
        _current[page.Start / PageSize] = version;
        return version.Acquire();
    }

    [Invalidate]
    private void Supersede(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _current.Remove(page);
    }

    public void Dispose() => TryRemove();
}
