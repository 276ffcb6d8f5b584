using System.Globalization;
using GuestCodeCache.Machine;

namespace GuestCodeCache.Display;

/// <summary>One line a second, for logs and pipes.</summary>
internal static class PlainLines
{
    internal static void Print(Simulation simulation, Options options, CancellationToken cancellationToken)
    {
        var load = options.Load;
        Console.WriteLine($"{(options.IsUnsafe ? "unsafe" : "safe")} driver, {simulation.Programs.Count} programs, {load.Callers} calling threads, translates after {load.Threshold}, {options.Seconds} s");
        for (var second = 1; !cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(1)); second++)
        {
            var totals = Totals.Of(simulation);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{second,5} s  runs {totals.Runs}  million instructions {totals.Instructions / 1_000_000}  translated {totals.Translated}  collisions {totals.Collisions}  invalidations {totals.Invalidations}  wrong {totals.Wrong}"));
        }
    }
}
