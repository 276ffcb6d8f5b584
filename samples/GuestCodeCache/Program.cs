extern alias WithoutRetry;

using System.Runtime.InteropServices;
using GuestCodeCache.Display;
using GuestCodeCache.Driver;
using GuestCodeCache.Machine;
using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Memory;
using Spectre.Console;

namespace GuestCodeCache;

/// <summary>Runs the programs with one of the two drivers, and says whether they came to the right results.</summary>
internal static class Program
{
    private const int Ok = 0, Corrupted = 1;

    private static int Main(string[] arguments)
    {
        if (OperatingSystem.IsLinux())
            return Options.Run(arguments, Run);
        Console.Error.WriteLine($"The sample maps real memory with Linux's own calls, and this is {RuntimeInformation.OSDescription}; run it on Linux.");
        return Options.BadUsage;
    }

    private static int Run(Options options, CancellationToken cancellationToken)
    {
        if (options.IsSpeed)
            return Speed.Compare(options, MakerOf(options), cancellationToken) ? Ok : Corrupted;

        if (options.Elf is { } path)
            return RunElf(path, options, cancellationToken);

        using var simulation = new Simulation(options.Load, MakerOf(options));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, simulation.Ended);
        simulation.Start();
        enough.CancelAfter(TimeSpan.FromSeconds(options.Seconds));
        if (AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
            LiveTable.Show(simulation, options, enough.Token);
        else
            PlainLines.Print(simulation, options, enough.Token);
        simulation.Stop();

        var totals = Totals.Of(simulation);
        foreach (var program in simulation.Programs.Where(program => program.FirstWrong is not null))
            Console.WriteLine($"guest: {program.FirstWrong}");
        Console.WriteLine(totals.Verdict);
        return totals.Wrong == 0 ? Ok : Corrupted;
    }

    private static int RunElf(string path, Options options, CancellationToken cancellationToken)
    {
        if (ElfRun.Read(path) is not { } program)
            return Options.BadUsage;
        return ElfRun.IsSame(program, MakerOf(options), options.Load.Threshold, cancellationToken) ? Ok : Corrupted;
    }

    private static Machine.Kernel.MakeCache MakerOf(Options options) => options.IsUnsafe ? MakeUnsafe : MakeSafe;

    /// <summary>The generated driver.</summary>
    private static CodeCache MakeSafe(GuestMemory memory, Translator translator, CacheCounters counters) => new(memory, translator, counters);

    /// <summary>The same without its one ReadRetry line.</summary>
    private static WithoutRetry::GuestCodeCache.Driver.CodeCache MakeUnsafe(GuestMemory memory, Translator translator, CacheCounters counters) =>
        new(memory, translator, counters);
}
