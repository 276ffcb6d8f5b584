using NotifierSdk.Runtime.Tests.Protocol;
using NotifierSdk.Seam;

namespace NotifierSdk.Runtime.Tests.Engine;

using static Ranges;

/// <summary>What others do to a thread or to a token does not reach into the middle of a step.</summary>
public sealed class InterruptTests
{
    [Fact]
    public void A_thread_that_is_interrupted_takes_one_of_the_runtimes_locks_all_the_same()
    {
        var @lock = new ShortLock("contended");
        using var isTrying = new ManualResetEventSlim();
        Exception? thrown = null;
        var isTaken = false;
        var thread = new Thread(() => thrown = Record.Exception(() =>
        {
            isTrying.Set();
            Thread.CurrentThread.Interrupt(); // pending: the first thing that blocks throws
            using (@lock.EnterScope())
                isTaken = true;
        }));
        using (@lock.EnterScope())
        {
            thread.Start();
            isTrying.Wait(TestContext.Current.CancellationToken);
            for (var round = 0; round < 1000; round++)
                Thread.Yield();
            Assert.False(isTaken);
        }

        thread.Join();
        Assert.Null(thrown);
        Assert.True(isTaken);
    }

    [Fact]
    public async Task A_callback_that_cancels_what_a_fault_waits_with_does_not_run_the_fault()
    {
        var space = new AddressSpace("cancelled");
        var driver = new RecordingDriver();
        using var source = new CancellationTokenSource();
        space.Insert(driver, Page(0));
        var first = space.BeginInvalidate(Page(0), InvalidationEvent.Clear).Detach();
        var resumedOn = 0;
        var fault = Fault();
        Assert.False(fault.IsCompleted);
        driver.InCallback = _ =>
        {
            source.Cancel();
            return true;
        };
        var announcer = new Thread(() => space.BeginInvalidate(Page(0), InvalidationEvent.Unmap).Dispose());
        announcer.Start();
        announcer.Join();
        await fault.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.NotEqual(announcer.ManagedThreadId, resumedOn);
        first.End();

        async Task Fault()
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await driver.ReadBeginAsync(Page(0), source.Token));
            resumedOn = Environment.CurrentManagedThreadId;
        }
    }
}
