// Breaks: NSDK4007
// Bug: The commit step calls Count, which waits for the semaphore that the generated fault already holds.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;



public interface IBlockServer
{
    Task<byte[]> ReadAsync(ulong block, CancellationToken cancellation);
}

public sealed partial class BlockCache(IBlockServer server, int capacity) : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _mutex = new(1, 1);
    private readonly Dictionary<ulong, byte[]> _blocks = [];
    private readonly Queue<ulong> _order = new();

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

    [Fault(Collect = nameof(ReadBlockAsync), Commit = nameof(Add), MaxAttempts = 10)]
    public partial Task<FaultStatus> LoadAsync(AddressRange block, CancellationToken cancellation);

    public async Task<ReadOnlyMemory<byte>?> TryReadAsync(ulong block, CancellationToken cancellation)
    {
        await _mutex.WaitAsync(cancellation);
        try
        {
            return _blocks.TryGetValue(block, out var bytes) ? bytes : null;
        }
        finally
        {
            _mutex.Release();
        }
    }

    private Task<byte[]> ReadBlockAsync(AddressRange block, CancellationToken cancellation) => server.ReadAsync(block.Start >> 12, cancellation);

    private void Add(AddressRange block, byte[] content)
    {
        MakeRoom();
        var number = block.Start >> 12;
        if (!_blocks.ContainsKey(number))
            _order.Enqueue(number);
        _blocks[number] = content;
    }

    private void MakeRoom()
    {
        while (Count >= capacity && _order.TryDequeue(out var oldest))
            _blocks.Remove(oldest);
    }

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var number in _blocks.Keys.Where(number => range.Contains(number << 12)).ToList())
            _blocks.Remove(number);
    }
}
