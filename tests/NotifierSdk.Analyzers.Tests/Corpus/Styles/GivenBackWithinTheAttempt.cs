// Correct: channels, registrations and timers that are given back within the attempt
using System.Buffers;

public interface IDma { int AcquireChannel(); void ReleaseChannel(int channel); ulong Read(int channel, ulong page); }

public sealed class Mirror(IDma dma) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _map = [];

    public bool Fault(ulong page)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var token = ReadBegin();
            var channel = dma.AcquireChannel();
            ulong entry;
            try { entry = dma.Read(channel, page); }
            finally { dma.ReleaseChannel(channel); }
            lock (_lock)
            {
                if (ReadRetry(token)) continue;
                _map[page] = entry;
                return true;
            }
        }
        return false;
    }

    public bool FaultCancelable(ulong page, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var registration = limit.Token.Register(static () => { });
            var token = ReadBegin(limit.Token);
            var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
            lock (_lock)
            {
                timer.Dispose();
                if (ReadRetry(token)) continue;
                _map[page] = 1;
                return true;
            }
        }
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); return true; }
    }
}
