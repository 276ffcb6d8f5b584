namespace NotifierSdk.Runtime.Tests.Protocol;

using static Ranges;

/// <summary>A scope that nobody ends is told of (protocol, section 4).</summary>
public sealed class Section4LongWaitTests : IDisposable
{
    private readonly AddressSpace _space = new("forgotten") { LongWaitThreshold = TimeSpan.FromMilliseconds(1) };
    private readonly TaskCompletionSource<string> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _reports;

    public Section4LongWaitTests() => _space.Error += (_, error) =>
    {
        _reports++;
        _told.TrySetResult(error.Message);
    };

    public void Dispose() => _space.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fault_that_waits_for_long_says_once_what_it_waits_for_and_waits_on(bool isAsync)
    {
        var driver = new RecordingDriver("driver");
        _space.Insert(driver, Pages(0, 9));
        var open = _space.BeginInvalidate(Page(3), InvalidationEvent.Migrate, owner: "the migration").Detach();
        var fault = isAsync ? driver.ReadBeginAsync(Page(3), TestContext.Current.CancellationToken).AsTask() : OwnThread.Run(() => driver.ReadBegin(Page(3)));
        var message = await _told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Contains("A wait of driver (read of 0x3-0x3) has taken longer than 00:00:00.0010000", message, StringComparison.Ordinal);
        Assert.Contains("Migrate of 0x3-0x3 (owner the migration, detached)", message, StringComparison.Ordinal);
        Assert.False(fault.IsCompleted);
        open.End();
        await fault.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(1, _reports);
    }

    [Fact]
    public async Task A_removal_that_waits_for_long_says_so()
    {
        var driver = new RecordingDriver("driver");
        _space.Insert(driver, Pages(0, 9));
        var open = _space.BeginInvalidate(Page(3), InvalidationEvent.Unmap).Detach();
        var removal = OwnThread.Run(driver.Remove);
        Assert.Contains("(remove of 0x0-0x9)", await _told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        open.End();
        await removal.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_wait_that_ends_by_its_own_timeout_and_a_threshold_of_zero_say_nothing()
    {
        var driver = new RecordingDriver("driver");
        _space.Insert(driver, Pages(0, 9));
        var open = _space.BeginInvalidate(Page(3), InvalidationEvent.Unmap).Detach();
        _space.LongWaitThreshold = TimeSpan.FromHours(1);
        Assert.Throws<FaultException>(() => driver.ReadBegin(Page(3), TimeSpan.FromMilliseconds(2)));
        _space.LongWaitThreshold = TimeSpan.Zero;
        Assert.Throws<FaultException>(() => driver.ReadBegin(Page(3), TimeSpan.FromMilliseconds(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _space.LongWaitThreshold = TimeSpan.FromSeconds(-1));
        open.End();
        Assert.Equal(0, _reports);
    }
}
