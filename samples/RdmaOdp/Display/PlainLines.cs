using System.Globalization;
using RdmaOdp.Machine;

namespace RdmaOdp.Display;

/// <summary>One line a second, for logs and pipes.</summary>
internal static class PlainLines
{
    internal static void Print(Simulation simulation, Options options, CancellationToken cancellationToken)
    {
        var load = options.Load;
        Console.WriteLine($"{(options.IsUnsafe ? "unsafe" : "safe")} driver, {load.Regions} regions, {load.Nics} NIC threads, {load.Apps} application threads, seed {load.Seed}, {options.Seconds} s");
        for (var second = 1; !cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(1)); second++)
        {
            var totals = Totals.Of(simulation);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{second,5} s  faults {totals.Faults}  collisions {totals.Collisions}  invalidations {totals.Invalidations}  MiB {totals.Bytes >> 20}  stale {totals.Stale}"));
        }
    }
}
