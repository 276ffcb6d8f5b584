// Correct: The token leaves the method that began the section, in a struct that the caller keeps on its stack and passes back; each read has a token of its own.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;


public readonly struct PendingRead(AddressRange block, ReadToken token)
{
    public AddressRange Block { get; } = block;

    internal ReadToken Token { get; } = token;
}

public sealed class FileReadAhead : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("file read-ahead");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _blocks = [];

    public async Task<bool> ReadAsync(AddressRange block, Func<AddressRange, Task<byte[]>> disk, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var pending = await BeginAsync(block, cancellation).ConfigureAwait(false);
            var data = await disk(block).ConfigureAwait(false);
            if (Complete(pending, data))
                return true;
        }

        return false;
    }

    public bool TryRead(ulong block, Action<byte[]> copy)
    {
        using (_lock.EnterScope())
        {
            if (!_blocks.TryGetValue(block, out var data))
                return false;
            copy(data);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap.AlignOutward(4096);
            foreach (var block in _blocks.Keys.Where(range.Contains).ToArray())
                _blocks.Remove(block);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private async ValueTask<PendingRead> BeginAsync(AddressRange block, CancellationToken cancellation) =>
        new(block, await ReadBeginAsync(block, cancellation).ConfigureAwait(false));

    private bool Complete(PendingRead pending, byte[] data)
    {
        using (_lock.EnterScope())
        {
            if (ReadRetry(pending.Token))
                return false;
            _blocks[pending.Block.Start] = data;
            return true;
        }
    }
}
