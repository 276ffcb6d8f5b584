using System;
using System.IO;
using NotifierSdk;

namespace Drivers.Shapes;

/// <summary>
/// A fault of two ranges, one of which is faulted, that collects under the lock once it has collided twice, and tells why nothing is available. Its lock is the author's own.
/// </summary>
internal sealed partial class Exclusive(Func<ReadSection, bool, IOException?> collect, Action<string> log) : IntervalNotifier
{
    [DriverLock] private readonly Gate _gate = new();

    [Fault(Range = nameof(source), Collect = nameof(Read), Commit = nameof(Map), Discard = nameof(Undo), ExclusiveAfter = 2, MaxAttempts = 4)]
    public partial FaultOutcome Copy(AddressRange source, AddressRange destination);

    [Invalidate]
    private void Drop(AddressRange range) => log($"drop {range}");

    private bool Read(AddressRange source, ReadSection section, out string content, out IOException? reason)
    {
        log($"read {section.Attempt} held={_gate.IsHeld}");
        content = $"content of {source}";
        reason = collect(section, _gate.IsHeld);
        return reason is null;
    }

    private void Map(AddressRange destination, string content) => log($"{content} at {destination} held={_gate.IsHeld}");

    private void Undo(string content) => log($"undo held={_gate.IsHeld}");

    /// <summary>A lock by pattern.</summary>
    internal sealed class Gate
    {
        private readonly System.Threading.Lock _lock = new();

        public bool IsHeld => _lock.IsHeldByCurrentThread;

        public void Enter() => _lock.Enter();

        public bool TryEnter() => _lock.TryEnter();

        public void Exit() => _lock.Exit();
    }
}
