using System.Diagnostics;
using System.Globalization;
using NotifierSdk.Testing.Scheduling;
using NotifierSdk.Testing.Search;
using NotifierSdk.Testing.Tests.Search;

namespace NotifierSdk.Testing.Tests;

/// <summary>How many schedules a second, beside a loop that only hands a token to and fro as often. Run it by name: it measures time.</summary>
public class ThroughputTests
{
    private const int Schedules = 4_000;

    [Fact(Explicit = true)]
    public void A_schedule_of_two_threads_costs_at_most_twice_its_switches()
    {
        var scenario = SmallScenarios.All["fault and change"];
        var (explored, switches) = (0.0, 0L);
        using var workers = new WorkerPool();
        var words = new Words();
        for (var round = 0; round < 2; round++) // the first warms up
        {
            var watch = Stopwatch.StartNew();
            switches = 0;
            var search = new RandomWalk(1, Schedules);
            for (var number = 1; search.TryPrepare(); number++)
            {
                var run = new Run(new ExplorationOptions(), workers, words, (round * Schedules) + number, search);
                run.SetUp(scenario);
                run.Execute();
                words.TryGrow();
                switches += run.Steps.Count;
            }

            explored = watch.Elapsed.TotalSeconds;
        }

        var bare = HandOver(workers, switches);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Schedules / explored:F0} schedules/s of {(double)switches / Schedules:F1} switches each; a bare loop {Schedules / bare:F0}; ratio {bare / explored:F2}"));
        Assert.True(bare / explored > 0.5, $"ratio {bare / explored:F2}");
    }

    /// <summary>The seconds that so many switches take: as many schedules, each with a start, an end, and nothing in between.</summary>
    private static double HandOver(WorkerPool workers, long switches)
    {
        var watch = Stopwatch.StartNew();
        for (var schedule = 0; schedule < Schedules; schedule++)
        {
            var ended = new TaskCompletionSource();
            var rounds = Math.Max(0, ((int)(switches / Schedules) - 2) / 2);
            var (first, second) = (workers[0], workers[1]);
            first.Run(() =>
            {
                second.Run(() =>
                {
                    for (var round = 0; round < rounds; round++)
                    {
                        first.GiveToken();
                        second.AwaitToken();
                    }

                    ended.SetResult();
                });
                for (var round = 0; round < rounds; round++)
                {
                    first.AwaitToken();
                    second.GiveToken();
                }
            });
            ended.Task.Wait(TestContext.Current.CancellationToken);
        }

        return watch.Elapsed.TotalSeconds;
    }
}
