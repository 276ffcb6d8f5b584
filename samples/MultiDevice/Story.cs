using System.Diagnostics;
using MultiDevice.Devices;
using MultiDevice.Drawing;
using MultiDevice.Drivers;
using NotifierSdk;

namespace MultiDevice;

/// <summary>
/// One run: several devices mirror one memory, whose owner changes it. One change is refused, one device fails, and one is removed while a change is under way.
/// </summary>
internal sealed class Story : IDisposable
{
    internal const string Owner = "owner", Remover = "hot removal";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly AddressSpace _space = new("memory");
    private readonly List<IMirror> _mirrors = []; // those that are inserted
    private readonly Timeline _timeline;

    internal Story(string title, int devices, TimeSpan flushTime, Func<TlbDevice, IMirror> makeDriver)
    {
        _timeline = new Timeline(title);
        for (var number = 0; number < devices; number++)
        {
            var mirror = makeDriver(new TlbDevice($"device {number}", flushTime, _timeline));
            _space.Insert((IntervalNotifier)mirror, TlbDevice.Range(0, TlbDevice.Pages));
            if (mirror.Fault(TlbDevice.Range(0, TlbDevice.Pages)) != FaultStatus.Completed)
                throw new InvalidOperationException($"Device {number} could not be mapped.");
            _mirrors.Add(mirror);
        }
    }

    internal Timeline Timeline => _timeline;

    /// <summary>How long the first change took to begin, with every device there.</summary>
    internal TimeSpan FirstBegin { get; private set; }

    /// <summary>How often a device could still reach what was about to change.</summary>
    internal int Stale { get; private set; }

    internal int Refusals { get; private set; }

    internal int Failures { get; private set; }

    internal int Removals { get; private set; }

    internal void Run()
    {
        FirstBegin = Change(0, 2, "unmap");
        RefusedWhileOneCommits(_mirrors[_mirrors.Count / 2]);
        FailsAndIsReset(_mirrors[^2]);
        IsRemovedDuringAChange(_mirrors[^1]);
        Change(12, 2, "unmap");
        _timeline.End();
        foreach (var mirror in _mirrors)
            ((IntervalNotifier)mirror).Remove();
    }

    /// <summary>What was counted and recorded stays.</summary>
    public void Dispose() => _space.Dispose();

    private TimeSpan Change(int first, int count, string text)
    {
        var range = TlbDevice.Range(first, count);
        var start = Stopwatch.GetTimestamp();
        using (_space.BeginInvalidate(range, InvalidationEvent.Unmap))
        {
            Begun(start, SpanKind.Invalidation, text);
            Check(range); // here the owner would change the memory
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>The owner may not wait, and one driver's lock is held by a commit. Those that had begun to flush are waited for all the same.</summary>
    private void RefusedWhileOneCommits(IMirror busy)
    {
        using var committing = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        busy.Device.Committing = () =>
        {
            var start = Stopwatch.GetTimestamp();
            committing.Set();
            go.Wait(s_limit);
            _timeline.Add(busy.Device.Name, start, Stopwatch.GetTimestamp(), SpanKind.Commit, "commit");
        };
        var fault = new Thread(() => busy.Fault(TlbDevice.Range(0, 1)));
        fault.Start();
        committing.Wait(s_limit);
        var begin = Stopwatch.GetTimestamp();
        var isAccepted = _space.TryBeginInvalidate(TlbDevice.Range(2, 2), InvalidationEvent.Unmap, out var scope);
        scope.Dispose();
        Begun(begin, isAccepted ? SpanKind.Invalidation : SpanKind.Refused, "refused");
        Refusals += isAccepted ? 0 : 1;
        go.Set();
        fault.Join();
        busy.Device.Committing = null;
        Change(2, 2, "again"); // nobody holds the lock now
    }

    /// <summary>A device that does not answer vetoes the change: its TLB may still hold the pages. It is reset and removed, and then the change goes on.</summary>
    private void FailsAndIsReset(IMirror lost)
    {
        lost.Device.IsLost = true;
        var start = Stopwatch.GetTimestamp();
        try
        {
            _space.BeginInvalidate(TlbDevice.Range(4, 2), InvalidationEvent.Unmap).Dispose();
        }
        catch (AggregateException exception) when (exception.InnerExceptions.Any(cause => cause is DeviceLostException || cause.InnerException is DeviceLostException))
        {
            Begun(start, SpanKind.Failed, "failed");
            Failures++;
        }

        lost.Device.Reset(); // before the notifier is removed, which flushes once more
        ((IntervalNotifier)lost).Remove();
        _mirrors.Remove(lost);
        Change(4, 2, "again");
    }

    /// <summary>Remove waits for the change that has already reached the device, and for no other; then the driver is called once more, to drop what is left.</summary>
    private void IsRemovedDuringAChange(IMirror pulled)
    {
        using var isFlushing = new ManualResetEventSlim();
        var remover = new Thread(() =>
        {
            isFlushing.Wait(s_limit);
            var start = Stopwatch.GetTimestamp();
            ((IntervalNotifier)pulled).Remove();
            _timeline.Add(Remover, start, Stopwatch.GetTimestamp(), SpanKind.Remove, "Remove()");
        });
        remover.Start();
        pulled.Device.Flushing = isFlushing.Set;
        Change(8, 2, "unmap");
        remover.Join();
        pulled.Device.Flushing = null;
        pulled.Device.Reset();
        _mirrors.Remove(pulled);
        Removals++;
    }

    private void Begun(long start, SpanKind kind, string text) => _timeline.Add(Owner, start, Stopwatch.GetTimestamp(), kind, text);

    private void Check(AddressRange range) => Stale += _mirrors.Count(mirror => mirror.Device.CanReach(range));
}
