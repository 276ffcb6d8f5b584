namespace NotifierSdk.Tests.Threads;

/// <summary>Runs work beside a test.</summary>
/// <remarks>
/// Not on the thread pool: a test that blocks a thread of the pool until a work item has come so far can wait for as long as the other tests keep the rest of the pool busy.
/// And a test that awaits the work does not go on on the work's thread, where what the work has set for its thread would still hold.
/// </remarks>
internal static class OwnThread
{
    private const TaskCreationOptions Options = TaskCreationOptions.LongRunning | TaskCreationOptions.RunContinuationsAsynchronously;

    public static Task Run(Action work) => Task.Factory.StartNew(work, CancellationToken.None, Options, TaskScheduler.Default);

    public static Task<T> Run<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, Options, TaskScheduler.Default);
}
