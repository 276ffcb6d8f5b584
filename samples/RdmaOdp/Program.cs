extern alias WithoutRetry;

using System.Globalization;
using RdmaOdp.Display;
using RdmaOdp.Driver;
using RdmaOdp.Machine;
using Spectre.Console;

namespace RdmaOdp;

/// <summary>Runs the load on one of the two drivers, and says whether memory survived it.</summary>
internal static class Program
{
    private const int Ok = 0, Corrupted = 1;

    private static int Main(string[] arguments) => Options.Run(arguments, Run);

    private static int Run(Options options, CancellationToken cancellationToken)
    {
        using var simulation = new Simulation(options.Load, options.IsUnsafe ? MakeUnsafe : MakeSafe);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, simulation.Failed);
        simulation.Start();
        enough.CancelAfter(TimeSpan.FromSeconds(options.Seconds));
        if (AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
            LiveTable.Show(simulation, options, enough.Token);
        else
            PlainLines.Print(simulation, options, enough.Token);
        simulation.Stop();

        var totals = Totals.Of(simulation);
        PrintTotals(simulation, totals);
        Console.WriteLine(totals.Verdict);
        return totals.Stale == 0 ? Ok : Corrupted;
    }

    /// <summary>The generated driver.</summary>
    private static MemoryRegion MakeSafe(NotifierSdk.Linux.MappedMemory memory, PhysicalMemory physicalMemory, RegionCounters counters) =>
        new(memory, physicalMemory, counters);

    /// <summary>The same without its one ReadRetry line.</summary>
    private static WithoutRetry::RdmaOdp.Driver.MemoryRegion MakeUnsafe(NotifierSdk.Linux.MappedMemory memory, PhysicalMemory physicalMemory, RegionCounters counters) =>
        new(memory, physicalMemory, counters);

    private static void PrintTotals(Simulation simulation, Totals totals)
    {
        var applications = simulation.Applications;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"applications: {applications.Maps} pages mapped, {applications.Unmaps} ranges unmapped, {applications.Moves} pages moved, {applications.Discards} discarded; {applications.Registrations} regions registered anew, {applications.Deaths} contexts died"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"device: {totals.Bytes >> 20} MiB read and written; {totals.Unavailable} faults found nothing mapped, {totals.Refused} met no region or no space"));
        if (simulation.PhysicalMemory.Checker.First is { } first)
            Console.WriteLine($"checker: first, {first}");
    }
}
