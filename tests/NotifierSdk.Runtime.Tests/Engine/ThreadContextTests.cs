using NotifierSdk.Engine;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>What a thread is known by outlives it: a scope that it left open names it for ever.</summary>
public class ThreadContextTests
{
    [Fact]
    public void A_thread_is_not_taken_for_an_ended_one_that_had_its_managed_id()
    {
        var managedIds = new HashSet<int>();
        var ids = new HashSet<long>();
        for (var count = 1; count <= 5000; count++)
        {
            var (managedId, id) = OfNewThread();
            Assert.True(ids.Add(id), $"Thread {count} has the id of an ended one.");
            if (!managedIds.Add(managedId))
                return;
            // A managed id is free again when the thread's object was collected.
            if (count % 50 == 0)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }

        Assert.Fail("The runtime used no managed id again, so nothing was tested.");
    }

    private static (int ManagedId, long Id) OfNewThread()
    {
        (int, long) found = default;
        var thread = new Thread(() =>
        {
            new AddressSpace().BeginInvalidate(AddressRange.FromLength(0, 1), InvalidationEvent.Unmap).Dispose();
            found = (Environment.CurrentManagedThreadId, ThreadContext.Id);
        });
        thread.Start();
        thread.Join();
        return found;
    }
}
