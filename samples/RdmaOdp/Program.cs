extern alias WithoutRetry;

using System.Globalization;
using System.Runtime.InteropServices;
using RdmaOdp.Display;
using RdmaOdp.Driver;
using RdmaOdp.Machine;
using Spectre.Console;

namespace RdmaOdp;

/// <summary>Runs the load on one of the two drivers, and says whether memory survived it.</summary>
internal static class Program
{
    private const int Ok = 0, Corrupted = 1, BadUsage = 2;

    private static int Main(string[] arguments)
    {
        if (OperatingSystem.IsLinux())
            return Options.Run(arguments, Run);
        Console.Error.WriteLine($"The sample maps real memory with Linux's own calls, and this is {RuntimeInformation.OSDescription}; run it on Linux.");
        return BadUsage;
    }

    private static int Run(Options options, CancellationToken cancellationToken)
    {
        using var telemetry = new Telemetry();
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
        Console.WriteLine(telemetry);
        telemetry.Check(totals);
        Console.WriteLine(totals.Verdict);
        return totals.Stale == 0 ? Ok : Corrupted;
    }

    /// <summary>The generated driver.</summary>
    private static RegisteredMemory MakeSafe(NotifierSdk.Linux.MappedMemory memory, PhysicalMemory physicalMemory, RegionCounters counters) =>
        new(memory, physicalMemory, counters);

    /// <summary>The same without its one ReadRetry line.</summary>
    private static WithoutRetry::RdmaOdp.Driver.RegisteredMemory MakeUnsafe(NotifierSdk.Linux.MappedMemory memory, PhysicalMemory physicalMemory, RegionCounters counters) =>
        new(memory, physicalMemory, counters);

    private static void PrintTotals(Simulation simulation, Totals totals)
    {
        var applications = simulation.Applications;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"applications: {applications.Maps} mapped, {applications.Unmaps} unmapped, {applications.Moves} moved, {applications.Discards} discarded, {applications.Holes} holes punched"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"control: {applications.Registrations} regions registered anew, {applications.Deaths} contexts died"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"device: {totals.Bytes >> 20} MiB; {totals.Unavailable} faults found nothing mapped, {totals.Refused} no region, {totals.Released} a context that was dying"));
        if (simulation.PhysicalMemory.Checker.First is { } first)
            Console.WriteLine($"checker: {first}");
    }
}
