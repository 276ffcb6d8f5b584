using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 2: a callback takes the driver lock, or tries it where it may not wait.</summary>
public sealed class Section2LockTests : IDisposable
{
    private readonly AddressSpace _space = new("locks");
    private readonly DriverLock _lock = new("gate");

    public void Dispose() => _space.Dispose();

    [Fact]
    public void A_callback_that_may_wait_waits_for_the_lock_and_one_that_may_not_refuses()
    {
        var driver = new RecordingDriver { InCallback = TakeLock };
        _space.Insert(driver, Page(1));
        using (var held = new HeldByAnother(_lock))
        {
            Assert.False(_space.TryBeginInvalidate(Page(1), InvalidationEvent.Unmap, out _));
            var waiting = new Thread(() => _space.BeginInvalidate(Page(1), InvalidationEvent.Clear).Dispose());
            waiting.Start();
            Assert.True(SpinWait.SpinUntil(() => waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || !waiting.IsAlive, TimeSpan.FromSeconds(30)));
            Assert.True(waiting.IsAlive);
            held.Release();
            waiting.Join();
        }

        Assert.True(_space.TryBeginInvalidate(Page(1), InvalidationEvent.Unmap, out var scope));
        scope.Dispose();
        Assert.False(_lock.IsHeldByCurrentThread);
    }

    private bool TakeLock(Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
        {
            Assert.False(_lock.IsHeldByCurrentThread);
            scope.Dispose(); // of a lock that was not taken
            return false;
        }

        using (scope)
            Assert.True(_lock.IsHeldByCurrentThread);
        Assert.False(_lock.IsHeldByCurrentThread);
        return true;
    }

    [Fact]
    public void A_lock_with_a_timeout_gives_up()
    {
        using (var held = new HeldByAnother(_lock))
        {
            Assert.False(_lock.TryEnter(TimeSpan.Zero));
            Assert.False(_lock.TryEnter(TimeSpan.FromMilliseconds(5), out var none));
            none.Dispose();
            held.Release();
        }

        Assert.True(_lock.TryEnter(TimeSpan.Zero));
        Assert.True(_lock.TryEnter(Timeout.InfiniteTimeSpan));
        Assert.True(_lock.TryEnter(TimeSpan.FromSeconds(30), out var scope));
        _lock.Exit();
        _lock.Exit();
        Assert.True(_lock.IsHeldByCurrentThread);
        scope.Dispose();
        Assert.False(_lock.IsHeldByCurrentThread);
        Assert.Throws<ArgumentOutOfRangeException>(() => _lock.TryEnter(TimeSpan.FromMilliseconds(-2)));
    }

    /// <summary>The lock in the hands of another thread, until it is released.</summary>
    private sealed class HeldByAnother : IDisposable
    {
        private readonly ManualResetEventSlim _release = new();
        private readonly Thread _thread;

        internal HeldByAnother(DriverLock @lock)
        {
            using var isHeld = new ManualResetEventSlim();
            _thread = new Thread(() =>
            {
                using (@lock.EnterScope())
                {
                    isHeld.Set();
                    _release.Wait();
                }
            });
            _thread.Start();
            isHeld.Wait();
        }

        internal void Release() => _release.Set();

        public void Dispose()
        {
            _release.Set();
            _thread.Join();
            _release.Dispose();
        }
    }
}
