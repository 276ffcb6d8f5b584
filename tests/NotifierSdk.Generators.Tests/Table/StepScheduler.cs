using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Generators.Tests.Table;

/// <summary>Sits in the runtime's seam of one thread, and runs something at the very step where a lock is taken or a wait begins.</summary>
internal sealed class StepScheduler : Scheduler
{
    /// <summary>Runs before the driver lock is taken.</summary>
    public Action? OnAcquire { get; init; }

    /// <summary>Runs when the thread would wait.</summary>
    public Action? OnPark { get; init; }

    /// <summary>Runs the work under this scheduler.</summary>
    public void Run(Action work)
    {
        Interception.Scheduler = this;
        try
        {
            work();
        }
        finally
        {
            Interception.Scheduler = null;
        }
    }

    internal override void Acquire(object @lock, string name)
    {
        if (name == "driver lock")
            Outside(OnAcquire);
    }

    internal override bool Park(Waiter waiter, bool hasDeadline, CancellationToken cancellationToken)
    {
        Outside(OnPark);
        Assert.True(waiter.IsSignalled, "What was waited for did not happen.");
        return true;
    }

    internal override bool TryAcquire(object @lock, string name) => true;

    internal override void BeforeAccess(object owner, string word, bool isWrite)
    {
    }

    internal override void Released(object @lock)
    {
    }

    internal override void Signalled(Waiter waiter)
    {
    }

    internal override void Queue(Action work) => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);

    internal override void Point(string name)
    {
    }

    // What a step runs is not to be intercepted in its turn.
    private void Outside(Action? action)
    {
        Interception.Scheduler = null;
        action?.Invoke();
        Interception.Scheduler = this;
    }
}
