using NotifierSdk.Linux.Events;

namespace NotifierSdk.Linux.Tests;

/// <summary>Waits for what is pending in the queue of events, without a kernel.</summary>
public class EventQueueTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_wait_whose_time_was_up_a_millisecond_ago_ends(int timeout)
    {
        var now = 0L;
        var queue = new EventQueue { Clock = () => Interlocked.Exchange(ref now, timeout + 1) };
        queue.BeginRead();
        var isAnnounced = true;
        var waiter = new Thread(() => isAnnounced = queue.TryWait(TimeSpan.FromMilliseconds(timeout))) { IsBackground = true };
        waiter.Start();
        Assert.True(waiter.Join(s_long));
        Assert.False(isAnnounced);
    }

    [Fact]
    public void A_wait_ends_when_what_was_pending_is_announced()
    {
        var queue = new EventQueue { Clock = static () => 0 }; // the time is never up
        queue.BeginRead();
        var isAnnounced = new bool[2];
        var waiters = new[] { Timeout.InfiniteTimeSpan, TimeSpan.FromMilliseconds(int.MaxValue) }
            .Select((timeout, index) => new Thread(() => isAnnounced[index] = queue.TryWait(timeout)) { IsBackground = true }).ToArray();
        foreach (var waiter in waiters)
            waiter.Start();
        queue.Close(isInDoubt: false);
        Assert.True(queue.TryTake(new MappingEvent[EventQueue.Capacity], out _, out _, out var read));
        queue.Announced(read);
        Assert.All(waiters, waiter => Assert.True(waiter.Join(s_long)));
        Assert.Equal([true, true], isAnnounced);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_timeout_that_is_none_is_refused_whether_or_not_something_is_pending(bool isPending)
    {
        var queue = new EventQueue();
        if (isPending)
            queue.BeginRead();
        foreach (var timeout in new[] { TimeSpan.FromSeconds(-5), TimeSpan.FromTicks(-1), TimeSpan.FromMilliseconds(int.MaxValue + 1L), TimeSpan.MaxValue })
        {
            var exception = Assert.Throws<ArgumentOutOfRangeException>(() => queue.TryWait(timeout));
            Assert.Equal(timeout, exception.ActualValue);
            Assert.Contains("between zero and 2147483647 milliseconds", exception.Message, StringComparison.Ordinal);
        }
    }
}
