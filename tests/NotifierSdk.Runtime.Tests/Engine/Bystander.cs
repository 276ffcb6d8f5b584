using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>Lets the thread that it is installed on take every step at once. What it wakes is not woken, so the thread must leave it before.</summary>
internal abstract class Bystander : Scheduler
{
    internal override void BeforeAccess(object owner, string word, bool isWrite)
    {
    }

    internal override void Acquire(object @lock, string name)
    {
    }

    internal override bool TryAcquire(object @lock, string name) => true;

    internal override void Released(object @lock)
    {
    }

    internal override bool Park(Waiter waiter, bool hasDeadline, CancellationToken cancellationToken) => throw new NotSupportedException();

    internal override void Signalled(Waiter waiter)
    {
    }

    internal override void Queue(Action work) => ThreadPool.QueueUserWorkItem(static work => work(), work, preferLocal: false);

    internal override void Point(string name)
    {
    }
}
