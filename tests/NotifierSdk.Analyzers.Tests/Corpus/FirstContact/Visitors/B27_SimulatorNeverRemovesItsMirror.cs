// Breaks: NSDK5002
// Bug: the simulator inserts a mirror of its own and has no code that removes it, not even Dispose.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

public sealed class MachineSimulator : IDisposable
{
    private readonly Mirror _mirror;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _clock;
    private long _ticks;

    public MachineSimulator(AddressSpace memory, AddressRange ram, Func<ulong, ulong> load)
    {
        _mirror = new Mirror(load);
        memory.Insert(_mirror, ram);
        _clock = Task.Run(TickAsync);
    }

    public long Ticks => Interlocked.Read(ref _ticks);

    public ulong? Load(ulong address)
    {
        var line = AddressRange.FromLength(address & ~63ul, 64);
        return _mirror.Find(line.Start) ?? (_mirror.Fill(line) == FaultStatus.Completed ? _mirror.Find(line.Start) : null);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _clock.Wait();
        _stop.Dispose();
    }

    private async Task TickAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Interlocked.Increment(ref _ticks);
            await Task.Delay(1).ConfigureAwait(false);
        }
    }

    private sealed class Mirror : IntervalNotifier
    {
        private readonly DriverLock _lock = new("simulated cache");
        private readonly Dictionary<ulong, ulong> _lines = [];
        private readonly Func<ulong, ulong> _load;

        public Mirror(Func<ulong, ulong> load) => _load = load;

        public ulong? Find(ulong line)
        {
            using (_lock.EnterScope())
                return _lines.TryGetValue(line, out var value) ? value : null;
        }

        public FaultStatus Fill(AddressRange line)
        {
            for (var attempt = 0; attempt < 9; attempt++)
            {
                if (TryReadBegin(line, TimeSpan.FromMilliseconds(200), out var token) is var status and not FaultStatus.Completed)
                    return status;
                var value = _load(line.Start);
                using (_lock.EnterScope())
                {
                    if (!ReadRetry(token))
                    {
                        _lines[line.Start] = value;
                        return FaultStatus.Completed;
                    }
                }
            }

            return FaultStatus.Collided;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!_lock.TryEnter(in invalidation, out var scope))
                return false;
            using (scope)
            {
                SetSeq(invalidation.Sequence);
                var range = invalidation.Overlap;
                foreach (var line in _lines.Keys.Where(line => range.Contains(line)).ToArray())
                    _lines.Remove(line);
                return true;
            }
        }

        protected override void WaitForCommits()
        {
            using (_lock.EnterScope())
            {
            }
        }
    }
}
