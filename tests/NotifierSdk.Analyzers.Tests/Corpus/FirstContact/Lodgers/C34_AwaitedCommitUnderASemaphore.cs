// Correct: the commit is asynchronous and holds the lock across an await, which a semaphore allows; the page counts as present only once its last byte is written, and the callback withdraws it synchronously.
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

/// <summary>Spills pages of a remote heap to a local file, and serves them from there.</summary>
public sealed partial class SpillFile : IntervalNotifier, IDisposable
{
    private const int PageSize = 4096;

    [DriverLock] private readonly SemaphoreSlim _io = new(1, 1);
    [GuardedBy(nameof(_io))] private readonly HashSet<ulong> _present = [];
    private readonly Stream _file;
    private readonly Func<ulong, CancellationToken, Task<byte[]>> _download;

    public SpillFile(Stream file, Func<ulong, CancellationToken, Task<byte[]>> download)
    {
        _file = file;
        _download = download;
    }

    public void Attach(AddressSpace heap, AddressRange range) => heap.Insert(this, range);

    [Fault(Collect = nameof(DownloadAsync), Commit = nameof(WriteAsync), MaxAttempts = 8)]
    public partial ValueTask<FaultStatus> SpillAsync(AddressRange page, CancellationToken cancellationToken);

    public async Task<bool> TryReadAsync(ulong page, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await _io.WaitAsync(cancellationToken);
        try
        {
            if (!_present.Contains(page))
                return false;
            _file.Position = (long)page * PageSize;
            await _file.ReadExactlyAsync(destination[..PageSize], cancellationToken);
            return true;
        }
        finally
        {
            _io.Release();
        }
    }

    private Task<byte[]> DownloadAsync(AddressRange page, CancellationToken cancellationToken) =>
        _download(page.Start / PageSize, cancellationToken);

    private async Task WriteAsync(AddressRange page, byte[] content)
    {
        var number = page.Start / PageSize;
        _present.Remove(number); // until all of it is written
        _file.Position = (long)page.Start;
        await _file.WriteAsync(content.AsMemory(0, PageSize)).ConfigureAwait(false);
        _present.Add(number);
    }

    [Invalidate]
    private void Withdraw(AddressRange range)
    {
        foreach (var number in range.Pages(PageSize))
            _present.Remove(number);
    }

    public void Dispose()
    {
        TryRemove();
        _io.Dispose();
    }
}
