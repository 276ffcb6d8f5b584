using System.Globalization;
using GuestCodeCache.BigLock;
using GuestCodeCache.Machine;
using GuestCodeCache.Machine.Kernel;

namespace GuestCodeCache;

/// <summary>The same programs in an interpreter, with a cache that has one big lock, and with the driver: in turns, and of each the fastest run.</summary>
internal static class Speed
{
    internal static bool Compare(Options options, MakeCache makeCache, CancellationToken cancellationToken)
    {
        (string Name, MakeCache MakeCache)[] ways =
        [
            ("interpreter", (_, _, _) => null),
            ("one big lock", (memory, translator, counters) => new LockedCodeCache(memory, translator, counters)),
            ("code cache", makeCache),
        ];
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(TimeSpan.FromSeconds(options.Seconds));
        var programs = SpeedPrograms.Write(options.Load.Callers);
        var rows = programs.Select(program => ways.Select(way => new RunningProgram(program, way.MakeCache, options.Load.Threshold)).ToArray()).ToArray();
        do
        {
            foreach (var running in rows.SelectMany(row => row))
                running.RunOnce(cancellationToken); // each at least once
        }
        while (!enough.IsCancellationRequested);

        Console.WriteLine($"{"million instructions a second",-30}{string.Concat(ways.Select(way => $"{way.Name,16}"))}");
        foreach (var row in rows)
            Console.WriteLine($"{row[0].Name,-30}{string.Concat(row.Select(running => Text(running, row[0])))}");
        var wrong = rows.SelectMany(row => row).Sum(running => running.Wrong);
        foreach (var running in rows.SelectMany(row => row).Where(running => running.FirstWrong is not null))
            Console.WriteLine($"guest: {running.FirstWrong}");
        Console.WriteLine($"verdict: {(wrong == 0 ? "ok" : "CORRUPTED")} runs={rows.SelectMany(row => row).Sum(running => running.Runs)} wrong={wrong}");
        return wrong == 0;
    }

    private static string Text(RunningProgram running, RunningProgram first) =>
        $"{string.Create(CultureInfo.InvariantCulture, $"{running.Speed:F0} ({running.Speed / first.Speed:F1})"),16}";
}
