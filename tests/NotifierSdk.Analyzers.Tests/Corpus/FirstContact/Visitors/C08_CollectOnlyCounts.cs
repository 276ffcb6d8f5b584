// Correct: Collect stores only counters and the address that was asked for, and nothing that it was told about the page.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed partial class StrideWalker : IntervalNotifier
{
    private readonly Func<ulong, ulong> _walk;

    [DriverLock] private readonly DriverLock _lock = new("stride walker");

    [GuardedBy(nameof(_lock))]
    private readonly Dictionary<ulong, ulong> _frames = [];

    private ulong _lastAddress;
    private long _walks;

    public StrideWalker(Func<ulong, ulong> walk) => _walk = walk ?? throw new ArgumentNullException(nameof(walk));

    public long Walks => Interlocked.Read(ref _walks);

    public ulong LastAddress => Volatile.Read(ref _lastAddress);

    [Fault(Collect = nameof(Walk), Commit = nameof(Enter), MaxAttempts = 12, TimeoutMilliseconds = 250)]
    public partial FaultOutcome Fault(AddressRange page, CancellationToken cancellationToken = default);

    public bool IsSequential(AddressRange page) => page.Start - LastAddress is > 0 and <= 3 * 4096;

    public bool TryUse(ulong page, Action<ulong> use)
    {
        using (_lock.EnterScope())
        {
            if (!_frames.TryGetValue(page, out var frame))
                return false;
            use(frame);
        }

        return true;
    }

    private ulong Walk(AddressRange page, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _walks);
        Volatile.Write(ref _lastAddress, page.Start);
        return _walk(page.Start);
    }

    private void Enter(AddressRange page, ulong frame) => _frames[page.Start] = frame;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _frames.Keys.Where(page => range.Contains(page)).ToArray())
            _frames.Remove(page);
    }
}
