using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 4: reading and removing for a caller that asks for an answer instead of an exception.</summary>
public sealed class Section4StatusTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private readonly AddressSpace _space = new("statuses");
    private readonly RecordingDriver _driver = new();

    public void Dispose() => _space.Dispose();

    [Fact]
    public void A_read_section_that_cannot_begin_says_why_and_hands_out_no_token()
    {
        Assert.Equal(FaultStatus.Removed, _driver.TryReadBegin(Page(1), s_long, out var token));
        Assert.Throws<ArgumentException>(() => _driver.CheckRetry(token));

        _space.Insert(_driver, Pages(0, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => _driver.TryReadBegin(Page(10), s_long, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => _driver.TryReadBegin(Page(1), TimeSpan.FromMilliseconds(-2), out _));
        using (_space.BeginInvalidate(Pages(0, 4), InvalidationEvent.Unmap).Detach())
        {
            Assert.Equal(FaultStatus.TimedOut, _driver.TryReadBegin(Page(1), TimeSpan.Zero, out token));
            Assert.Throws<ArgumentException>(() => _driver.CheckRetry(token));
            Assert.Equal(FaultStatus.Completed, _driver.TryReadBegin(Page(5), TimeSpan.Zero, out token));
            Assert.False(_driver.ReadRetry(token));
        }

        Assert.Equal(FaultStatus.Completed, _driver.TryReadBegin(Page(1), TimeSpan.Zero, out token));
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.True(_driver.ReadRetry(token));
        _space.Dispose();
        Assert.Equal(FaultStatus.Released, _driver.TryReadBegin(Page(1), s_long, out _));
    }

    [Fact]
    public void A_read_section_that_begins_at_once_allocates_nothing()
    {
        _space.Insert(_driver, Pages(0, 9));
        for (var turn = 0; turn < 100; turn++)
            Assert.Equal(FaultStatus.Completed, _driver.TryReadBegin(Page(1), s_long, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var turn = 0; turn < 1000; turn++)
            _driver.TryReadBegin(Page(1), s_long, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Whoever_would_wait_for_himself_is_told_by_the_name_of_what_he_called()
    {
        _space.Insert(_driver, Page(1));
        using var scope = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap);
        Assert.StartsWith("TryReadBegin", Assert.Throws<InvalidOperationException>(() => _driver.TryReadBegin(Page(1), s_long, out _)).Message, StringComparison.Ordinal);
        Assert.StartsWith("WaitReadable", Assert.Throws<InvalidOperationException>(() => _driver.WaitReadable(Page(1))).Message, StringComparison.Ordinal);
        Assert.StartsWith("TryRemove", Assert.Throws<InvalidOperationException>(() => _driver.TryRemove()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_collided_waits_until_nothing_runs_in_his_range()
    {
        var cancellation = TestContext.Current.CancellationToken;
        _space.Insert(_driver, Pages(0, 9));
        Assert.Equal(FaultStatus.Completed, _driver.WaitReadable(Page(1), cancellation));
        var elsewhere = _space.BeginInvalidate(Page(9), InvalidationEvent.Unmap).Detach();
        var running = _space.BeginInvalidate(Pages(1, 2), InvalidationEvent.Unmap).Detach();
        Assert.Equal(FaultStatus.TimedOut, _driver.WaitReadable(Page(1), TimeSpan.Zero, cancellation));
        Assert.Equal(FaultStatus.TimedOut, await _driver.WaitReadableAsync(Page(1), TimeSpan.Zero, cancellation));
        Assert.Equal(FaultStatus.Completed, _driver.WaitReadable(Page(3), TimeSpan.Zero, cancellation));
        var waiting = _driver.WaitReadableAsync(Page(1), cancellation);
        Assert.False(waiting.IsCompleted);
        running.End();
        Assert.Equal(FaultStatus.Completed, await waiting);
        elsewhere.End();
        _driver.Remove();
        Assert.Equal(FaultStatus.Removed, _driver.WaitReadable(Page(1), cancellation));
        Assert.Equal(FaultStatus.Removed, await _driver.WaitReadableAsync(Page(1), cancellation));
    }

    [Fact]
    public void A_notifier_is_removed_by_whoever_comes_first_and_the_others_are_told()
    {
        Assert.False(_driver.TryRemove());
        _space.Insert(_driver, Page(1));
        Assert.True(_driver.TryRemove());
        Assert.False(_driver.TryRemove());
        Assert.Equal(1, _driver.RemovedCalls);

        _space.Insert(_driver, Page(1));
        _driver.RemoveLater();
        Assert.True(_driver.TryRemove());
        Assert.Equal(2, _driver.RemovedCalls);
        Assert.Throws<InvalidOperationException>(_driver.Remove);
    }

    [Fact]
    public void Of_several_that_remove_at_once_one_does_and_all_return_when_nothing_runs_any_more()
    {
        for (var round = 0; round < 50; round++)
        {
            var driver = new RecordingDriver();
            _space.Insert(driver, Page(1));
            using var together = new Barrier(3);
            var (removed, early) = (0, 0);
            var threads = Enumerable.Range(0, 3).Select(_ => new Thread(() =>
            {
                together.SignalAndWait();
                if (driver.TryRemove())
                    Interlocked.Increment(ref removed);
                if (driver.RemovedCalls == 0)
                    Interlocked.Increment(ref early);
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            Assert.Equal((1, 0), (removed, early));
        }
    }

    [Fact]
    public void An_open_invalidation_is_ended_by_whoever_comes_first_and_the_others_are_told()
    {
        var open = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        var copy = open;
        Assert.True(open.TryEnd());
        Assert.False(copy.TryEnd());
        copy.Dispose();
        Assert.Throws<InvalidOperationException>(copy.End);
        Assert.False(default(OpenInvalidation).TryEnd());
        default(OpenInvalidation).Dispose();

        using (_space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach())
            Assert.False(_space.IsRangeValid(Page(1)));
        Assert.True(_space.IsRangeValid(Page(1)));
    }
}
