// Breaks: NSDK2013
// Bug: BeginRead keeps the token in a field for CompleteRead; a second read that begins meanwhile replaces it, and the first one is checked with a token that is too young.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


/// <summary>Read-ahead of a file cache, in two phases: submit to the disk, and complete.</summary>
public sealed class ReadAhead : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("read-ahead");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _blocks = [];
    private ReadToken _inFlight;

    public void BeginRead(AddressRange block, Action<AddressRange> submit, CancellationToken cancellation)
    {
        _inFlight = ReadBegin(block, cancellation);
        submit(block);
    }

    /// <summary>Returns false if the block must be read again.</summary>
    public bool CompleteRead(AddressRange block, byte[] data)
    {
        using (_lock.EnterScope())
        {
            if (ReadRetry(_inFlight))
                return false;
            _blocks[block.Start] = data;
            return true;
        }
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
}
