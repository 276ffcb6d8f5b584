// Correct: The commit is asynchronous under a semaphore, and the helper that it calls expects the semaphore to be held, where the public property takes it.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;



public sealed partial class JournaledCache(Func<ulong, CancellationToken, Task<byte[]>> read, Stream journal, int capacity) : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _mutex = new(1, 1);
    [GuardedBy(nameof(_mutex))] private readonly Dictionary<ulong, byte[]> _blocks = [];

    public int Count
    {
        get
        {
            _mutex.Wait();
            try
            {
                return _blocks.Count;
            }
            finally
            {
                _mutex.Release();
            }
        }
    }

    [Fault(Collect = nameof(ReadAsync), Commit = nameof(AddAsync), MaxAttempts = 12)]
    public partial ValueTask<FaultOutcome> LoadAsync(AddressRange block, CancellationToken cancellation);

    public async ValueTask<byte[]?> FindAsync(ulong block, CancellationToken cancellation)
    {
        await _mutex.WaitAsync(cancellation);
        try
        {
            return _blocks.GetValueOrDefault(block);
        }
        finally
        {
            _mutex.Release();
        }
    }

    private async ValueTask<byte[]> ReadAsync(AddressRange block, CancellationToken cancellation) => await read(block.Start >> 12, cancellation);

    private async ValueTask AddAsync(AddressRange block, byte[] content)
    {
        MakeRoom();
        await journal.WriteAsync(BitConverter.GetBytes(block.Start));
        _blocks[block.Start >> 12] = content;
    }

    [RequiresLock(nameof(_mutex))]
    private void MakeRoom()
    {
        while (_blocks.Count >= capacity)
            _blocks.Remove(_blocks.Keys.Min());
    }

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _blocks.Remove(page);
    }
}
