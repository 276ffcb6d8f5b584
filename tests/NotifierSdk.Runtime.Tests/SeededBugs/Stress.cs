using System.Diagnostics;
using NotifierSdk.Testing;
using NotifierSdk.Testing.Scheduling;
using NotifierSdk.Testing.Search;

namespace NotifierSdk.Runtime.Tests.SeededBugs;

/// <summary>A scenario on real threads that nobody controls, round after round: what an ordinary stress test would find.</summary>
internal static class Stress
{
    // Longer than a machine with other work keeps a thread waiting.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    internal static (string? Failure, int Rounds) Run(Action<Scenario> scenario, TimeSpan limit)
    {
        using var workers = new WorkerPool();
        var words = new Words();
        var watch = Stopwatch.StartNew();
        for (var round = 1; ; round++)
        {
            var run = new Run(new ExplorationOptions(), workers, words, round, new RandomWalk(1, 1));
            run.SetUp(scenario);
            if (RunAtOnce(run, workers) is { } failure)
                return (failure, round);
            if (watch.Elapsed > limit)
                return (null, round);
        }
    }

    private static string? RunAtOnce(Run run, WorkerPool workers)
    {
        using var ended = new CountdownEvent(run.Threads.Count);
        var ready = 0;
        foreach (var thread in run.Threads)
        {
            workers[thread.Index].Run(() =>
            {
                // All begin within nanoseconds, so that they meet.
                Interlocked.Increment(ref ready);
                var spinner = default(SpinWait);
                while (Volatile.Read(ref ready) < run.Threads.Count)
                    spinner.SpinOnce();
                RunBody(run, thread);
                ended.Signal();
            });
        }

        if (!ended.Wait(s_patience))
            return "somebody waits for ever";
        // What runs on the thread pool ends a little later.
        for (var look = 0; run.Failure is null; look++)
        {
            var failure = run.LookAtEnd();
            if (failure is null || look == 1_000)
                return failure;
            Thread.Sleep(1);
        }

        return run.Failure;
    }

    private static void RunBody(Run run, ScheduledThread thread)
    {
        try
        {
            thread.Body();
        }
        catch (RunOverException)
        {
            // the failure is noted
        }
        catch (Exception exception)
        {
            run.Note(Verdict.Failed, exception.Message, exception);
        }
    }
}
