using System.Diagnostics;

namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>Eight notifiers of one range, each with a device that takes a millisecond to let go of it.</summary>
internal sealed class DeviceWorkload
{
    private const int Devices = 8;

    private static readonly AddressRange s_range = AddressRange.FromLength(0x1000, 0x1000);
    private static readonly long s_deviceTime = Stopwatch.Frequency / 1000;

    private readonly AddressSpace _space = new();

    internal DeviceWorkload(Func<IntervalNotifier> makeDriver)
    {
        for (var device = 0; device < Devices; device++)
            _space.Insert(makeDriver(), s_range);
    }

    internal static DeviceWorkload InOnePass() => new(() => new OnePassDriver());

    internal static DeviceWorkload InTwoPasses() => new(() => new TwoPassDriver());

    internal void Invalidate(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            using (_space.BeginInvalidate(s_range, InvalidationEvent.Unmap))
            {
            }
        }
    }

    /// <summary>The device works by itself; it is done at a moment that is known when it begins.</summary>
    private static long BeginDeviceWork() => Stopwatch.GetTimestamp() + s_deviceTime;

    private static void WaitForDevice(long done)
    {
        while (Stopwatch.GetTimestamp() < done)
            Thread.SpinWait(16);
    }

    private sealed class OnePassDriver : IntervalNotifier
    {
        private readonly DriverLock _lock = new();

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            using (_lock.EnterScope())
                SetSeq(invalidation.Sequence);
            WaitForDevice(BeginDeviceWork());
            return true;
        }
    }

    private sealed class TwoPassDriver : IntervalNotifier
    {
        private readonly DriverLock _lock = new();

        protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
        {
            using (_lock.EnterScope())
                SetSeq(invalidation.Sequence);
            finish = new FinishState(null, (ulong)BeginDeviceWork());
            return true;
        }

        protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish) => WaitForDevice((long)finish.Value);
    }
}
