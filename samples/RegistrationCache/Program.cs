extern alias WithoutRetry;

using System.Globalization;
using System.Runtime.InteropServices;
using NotifierSdk;
using RegistrationCacheSample.Display;
using RegistrationCacheSample.Glue;
using RegistrationCacheSample.Machine;
using Spectre.Console;

namespace RegistrationCacheSample;

/// <summary>Runs the load on one of the two caches, and says whether what was sent was right.</summary>
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
        using var load = new Load(options.Load, (space, adapter) => Make(options, space, adapter));
        load.Start();
        if (AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
            LiveTable.Show(load, options, cancellationToken);
        else
            PlainLines.Print(load, options, cancellationToken);
        load.Stop();

        Console.WriteLine($"cache: {PlainLines.Text(load.Cache)}");
        if (load.FirstStale is { } first)
            Console.WriteLine($"checker: {first}");
        var isOk = load.Stale == 0 && load.LeftPinned == 0;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"verdict: {(isOk ? "ok" : load.Stale > 0 ? "CORRUPTED" : "LEAKED")} sends={load.Sends} registered={load.Registered} changes={load.Changes} pinned={load.LeftPinned} stale={load.Stale}"));
        return isOk ? Ok : Corrupted;
    }

    private static ICache Make(Options options, AddressSpace space, Adapter adapter)
    {
        var maxBytes = (ulong)options.MaxPages * (ulong)PhysicalMemory.PageSize;
        return options.IsUnsafe
            ? new WithoutRetry::RegistrationCacheSample.Glue.CacheUnderLoad(space, adapter, options.MaxRegistrations, maxBytes)
            : new CacheUnderLoad(space, adapter, options.MaxRegistrations, maxBytes);
    }
}
