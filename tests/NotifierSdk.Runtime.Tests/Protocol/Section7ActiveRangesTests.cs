using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 7: what runs now, and who is inserted.</summary>
public sealed class Section7ActiveRangesTests : IDisposable
{
    private readonly AddressSpace _space = new("active ranges");

    public void Dispose() => _space.Dispose();

    [Fact]
    public void A_range_is_valid_while_no_running_invalidation_overlaps_it()
    {
        Assert.True(_space.IsRangeValid(AddressRange.All));
        using (_space.BeginInvalidate(Pages(2, 3), InvalidationEvent.Unmap))
        {
            Assert.False(_space.IsRangeValid(Pages(3, 9)));
            Assert.True(_space.IsRangeValid(Pages(4, 9)));
        }

        Assert.True(_space.IsRangeValid(AddressRange.All));
    }

    [Fact]
    public void A_range_is_active_while_the_callbacks_run()
    {
        var wasValid = true;
        var driver = new RecordingDriver { InCallback = _ => { wasValid = _space.IsRangeValid(Page(1)); return true; } };
        _space.Insert(driver, Page(1));
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.False(wasValid);
    }

    [Fact]
    public async Task A_wait_ends_with_those_that_ran_when_it_began_although_others_have_begun()
    {
        var first = Begin(Page(1));
        var waiting = _space.WaitRangeValidAsync(Page(1), Timeout.InfiniteTimeSpan);
        Assert.False(waiting.IsCompleted);
        // One ends and one begins: a count of them would not have changed.
        var second = Begin(Page(1));
        first.End();
        Assert.True(await waiting);
        Assert.False(_space.WaitRangeValid(Page(1), TimeSpan.FromMilliseconds(1)));
        second.End();
        Assert.True(_space.WaitRangeValid(Page(1), TimeSpan.Zero));
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        var running = Begin(Page(1));
        using var cancellation = new CancellationTokenSource();
        var waiting = _space.WaitRangeValidAsync(Page(1), Timeout.InfiniteTimeSpan, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        running.End();
    }

    [Fact]
    public void Find_lists_those_that_overlap_in_order()
    {
        var (a, b, c) = (new RecordingDriver("a"), new RecordingDriver("b"), new RecordingDriver("c"));
        _space.Insert(c, Pages(5, 9));
        _space.Insert(a, Pages(0, 5));
        _space.Insert(b, Pages(0, 1));
        Assert.Equal([a, c], _space.Find(Page(5)));
        Assert.Equal([a, b, c], _space.Find(AddressRange.All));
        Assert.Empty(_space.Find(Page(10)));
    }

    private OpenInvalidation Begin(AddressRange range) => _space.BeginInvalidate(range, InvalidationEvent.Unmap).Detach();
}
