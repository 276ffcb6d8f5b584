using NotifierSdk.Runtime.Tests.Oracle;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>
/// The flaw of the kernel's algorithm, and its absence here: two threads keep overlapping invalidations of one range alive without a gap,
/// while a fault, an insert and a remove elsewhere try to get through.
/// </summary>
public class StarvationTests
{
    private static readonly AddressRange s_busy = AddressRange.FromLength(0x100000, 0x1000);
    private static readonly AddressRange s_elsewhere = AddressRange.FromLength(0, 0x1000);

    [Fact]
    public void A_fault_an_insert_and_a_remove_elsewhere_finish_before_two_further_invalidations_have_begun()
    {
        using var space = new AddressSpace();
        using var storm = new Storm(() =>
        {
            var invalidation = space.BeginInvalidate(s_busy, InvalidationEvent.Unmap).Detach();
            return invalidation.End;
        });
        space.Insert(new SilentDriver(), s_busy);

        var driver = new SilentDriver();
        storm.WithinTwoBegins("insert", () => space.Insert(driver, s_elsewhere));
        storm.WithinTwoBegins("fault", () =>
        {
            var token = driver.ReadBegin(s_elsewhere, TimeSpan.FromSeconds(30));
            Assert.False(driver.ReadRetry(token));
        });
        storm.WithinTwoBegins("remove", () => driver.Remove(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void The_kernels_algorithm_does_not_get_through_in_the_same_storm()
    {
        var space = new KernelSpace();
        space.Insert(new KernelNotifier(s_busy, (_, _) => true));
        using var storm = new Storm(() =>
        {
            space.TryBegin(s_busy, isBlockable: true);
            return space.End;
        });

        var late = new KernelNotifier(s_elsewhere, (_, _) => true);
        space.Insert(late);
        var begun = storm.Begun;
        // Until the storm has gone on: where others need the processors, it may stand still for as long as one of these lasts.
        for (var faults = 0; faults < 100 && storm.Begun <= begun + 2; faults++)
            Assert.False(space.TryReadBegin(late, TimeSpan.FromMilliseconds(300), out _), "the fault got through");
        Assert.True(space.IsDeferred(late), "the insert took effect");
        Assert.True(storm.Begun > begun + 2, "the storm stood still, so nothing was shown");
    }

    /// <summary>Two threads; each ends its invalidation only after the other has begun a new one, so that at no moment none runs.</summary>
    private sealed class Storm : IDisposable
    {
        private readonly Func<Action> _begin;
        private readonly Lock _step = new();
        private readonly List<Thread> _threads = [];
        private Action? _end;
        private long _begun;
        private volatile bool _isOver;

        internal Storm(Func<Action> begin)
        {
            _begin = begin;
            Step();
            for (var index = 0; index < 2; index++)
            {
                var thread = new Thread(Blow) { IsBackground = true };
                thread.Start();
                _threads.Add(thread);
            }

            SpinWait.SpinUntil(() => Begun > 10);
        }

        internal long Begun => Interlocked.Read(ref _begun);

        public void Dispose()
        {
            _isOver = true;
            _threads.ForEach(thread => thread.Join());
            _end?.Invoke();
        }

        /// <summary>Runs the action and fails if it needed the storm to go on: only two further invalidations are let through until it has ended.</summary>
        internal void WithinTwoBegins(string what, Action action)
        {
            SpinWait.SpinUntil(() => Begun > 10);
            lock (_step)
            {
                // One invalidation runs, and will until this has finished; two more begin on top of it.
                var second = _begin();
                var third = _begin();
                try
                {
                    action();
                }
                catch (Exception exception) when (exception is FaultException or TimeoutException)
                {
                    Assert.Fail($"the {what} did not finish before two further invalidations had begun: {exception.Message}");
                }
                finally
                {
                    second();
                    third();
                }
            }
        }

        private void Blow()
        {
            while (!_isOver)
                Step();
        }

        private void Step()
        {
            lock (_step)
            {
                var end = _begin();
                Interlocked.Increment(ref _begun);
                _end?.Invoke();
                _end = end;
            }
        }
    }

    private sealed class SilentDriver : IntervalNotifier
    {
        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            SetSeq(invalidation.Sequence);
            return true;
        }
    }
}
