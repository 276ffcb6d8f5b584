// Correct: every attempt returns its rented buffer in a finally, also the one that commits: the shadow keeps a copy, and what the target throws passes through with nothing held.
using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IRemoteTarget
{
    /// <summary>Throws if the connection is lost.</summary>
    int Read(ulong address, Span<byte> buffer);
}

/// <summary>The memory of a remote target, as far as the debugger has seen it since the last stop.</summary>
public sealed class TargetMemory : IntervalNotifier, IDisposable
{
    private const int Chunk = 1024;

    private readonly DriverLock _lock = new("target memory");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _chunks = [];
    private readonly IRemoteTarget _target;

    public TargetMemory(IRemoteTarget target) => _target = target;

    public int Fetch(ulong chunk, CancellationToken cancel)
    {
        var range = AddressRange.FromLength(chunk * Chunk, Chunk);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var token = ReadBegin(range, cancel);
            var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
            try
            {
                var read = _target.Read(range.Start, buffer.AsSpan(0, Chunk));
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        continue;
                    _chunks[chunk] = buffer.AsSpan(0, read).ToArray();
                    return read;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        throw new FaultException(FaultStatus.Collided);
    }

    public bool TryPeek(ulong address, out byte value)
    {
        using (_lock.EnterScope())
        {
            if (_chunks.TryGetValue(address / Chunk, out var bytes) && address % Chunk < (ulong)bytes.Length)
            {
                value = bytes[address % Chunk];
                return true;
            }
        }

        value = 0;
        return false;
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var chunk in invalidation.Overlap.Pages(Chunk))
                _chunks.Remove(chunk);
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
