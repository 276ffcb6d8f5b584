namespace NotifierSdk.Tests.Threads;

/// <summary>Runs work beside a test.</summary>
/// <remarks>Not on the thread pool: a test that blocks a thread of the pool until a work item has come so far can wait for as long as the other tests keep the rest of the pool busy.</remarks>
internal static class OwnThread
{
    public static Task Run(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public static Task<T> Run<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
