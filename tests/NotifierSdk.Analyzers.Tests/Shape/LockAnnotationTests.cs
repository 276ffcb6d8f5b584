using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class LockAnnotationTests() : RuleTests("NSDK1012")
{
    protected override string Broken => """
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [[|GuardedBy("lock")|]] private int _pages;
            [[|GuardedBy("_count")|]] private int _more;
            [[|GuardedBy("_device.Gat")|]] private int _owned;
            [[|GuardedBy(nameof(Unmap))|]] private int _last;
            private readonly Device _device = new();
            private int _count;

            [Invalidate]
            private void Unmap() { }

            [[|RequiresLock("_lok")|]]
            public int Total() => _count;
        }

        sealed class Device { public DriverLock Gate { get; } = new(); }

        sealed partial class Two : IntervalNotifier
        {
            [DriverLock] private readonly SemaphoreSlim _lock = new([|2|], 2);

            [Invalidate]
            private void Unmap() { }
        }

        sealed partial class Many : IntervalNotifier
        {
            [DriverLock] private readonly SemaphoreSlim _lock;

            public Many() => _lock = new SemaphoreSlim(1, [|4|]);

            [Invalidate]
            private void Unmap() { }
        }
        """;

    protected override string Correct => """
        abstract class Base : IntervalNotifier { protected static readonly object s_all = new(); }

        sealed partial class Umem(Umem.Device device, DriverLock gate) : Base
        {
            [DriverLock] private readonly DriverLock _lock = gate;
            private readonly Device _device = device;
            [GuardedBy(nameof(_lock))] private int _one;
            [GuardedBy("_device.Gate")] private int _two;
            [GuardedBy("this._lock")] private int _three;
            [GuardedBy("s_all")] private int _four;
            [GuardedBy("gate")] private int _five;
            [GuardedBy("_spin")] private int _six;
            [GuardedBy("Device.Every")] private int _seven;
            [GuardedBy(nameof(_list))] private int _eight;
            private readonly List<int> _list = [];
            private SpinLock _spin;

            [Invalidate]
            private void Unmap() { }

            [RequiresLock("_device.Gate")]
            public int Total() => _two;

            public sealed class Device
            {
                public static readonly object Every = new();
                public DriverLock Gate { get; } = new();
            }
        }

        sealed partial class Awaited : IntervalNotifier
        {
            [DriverLock] private readonly SemaphoreSlim _lock = new(1, 1);
            [DriverLockLike] private readonly SemaphoreSlim _free = new(4, 4);

            [Invalidate]
            private void Unmap() { }
        }

        sealed class DriverLockLikeAttribute : Attribute;
        """;

    protected override string HalfTyped => """
        sealed partial class Umem : Unknown
        {
            [GuardedBy("_lock")] private int _pages;
            [GuardedBy(nameof(_nothing))] private int _more;
            [GuardedBy(] private int _less;
            [DriverLock] private readonly SemaphoreSlim _lock = new([|2|], 2);
            private void Unmap(
        """;
}
