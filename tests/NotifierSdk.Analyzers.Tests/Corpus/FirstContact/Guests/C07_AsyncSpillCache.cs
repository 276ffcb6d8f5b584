// Correct: the commit awaits with the lock held; the lock is a semaphore, so no thread owns it, and the slot counts only after the write has ended.
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;


public interface IRemoteMemory
{
    Task<byte[]?> FetchAsync(ulong page, CancellationToken cancel);
}

/// <summary>Spills pages of a remote machine to a local file.</summary>
public sealed partial class SpillCache : IntervalNotifier, IAsyncDisposable
{
    private const int PageSize = 4096;

    [DriverLock] private readonly SemaphoreSlim _gate = new(1, 1);
    [GuardedBy(nameof(_gate))] private readonly HashSet<ulong> _valid = [];
    private readonly IRemoteMemory _remote;
    private readonly FileStream _spill;
    private readonly ulong _firstPage;

    public SpillCache(IRemoteMemory remote, FileStream spill, AddressRange range)
    {
        _remote = remote;
        _spill = spill;
        _firstPage = range.Start / PageSize;
    }

    [Fault(Collect = nameof(FetchAsync), Commit = nameof(StoreAsync), MaxAttempts = 12)]
    public partial Task<FaultStatus> FaultAsync(AddressRange page, CancellationToken cancel);

    public async Task<bool> TryReadAsync(ulong page, Memory<byte> target, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            if (!_valid.Contains(page))
                return false;
            _spill.Position = OffsetOf(page);
            await _spill.ReadExactlyAsync(target[..PageSize], cancel);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        TryRemove();
        await _spill.DisposeAsync();
        _gate.Dispose();
    }

    [Invalidate]
    private void Forget(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _valid.Remove(page);
    }

    private async Task<byte[]> FetchAsync(AddressRange page, CancellationToken cancel) =>
        await _remote.FetchAsync(page.Start / PageSize, cancel) ?? new byte[PageSize]; // never written: zeroes

    private async Task StoreAsync(AddressRange page, byte[] bytes, CancellationToken cancel)
    {
        var number = page.Start / PageSize;
        _valid.Remove(number);
        _spill.Position = OffsetOf(number);
        await _spill.WriteAsync(bytes, cancel);
        await _spill.FlushAsync(cancel);
        _valid.Add(number);
    }

    private long OffsetOf(ulong page) => (long)(page - _firstPage) * PageSize;
}
