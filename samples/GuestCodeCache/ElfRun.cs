using System.Globalization;
using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Kernel;

namespace GuestCodeCache;

/// <summary>Runs a program that a compiler has made: with the driver, and in the interpreter alone. Both must print the same and exit alike.</summary>
internal static class ElfRun
{
    /// <summary>Reads the program; null, and one line says why, if it cannot be run here.</summary>
    internal static GuestProgram? Read(string path)
    {
        try
        {
            return ElfFile.Read(Path.GetFileName(path), File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            Console.Error.WriteLine($"--elf '{path}' cannot be run: {exception.Message.TrimEnd('.')}.");
            return null;
        }
    }

    internal static bool IsSame(GuestProgram program, MakeCache makeCache, int threshold, CancellationToken cancellationToken)
    {
        var counters = new CacheCounters();
        using var translated = new GuestProcess(program, makeCache, counters, threshold);
        using var interpreted = new GuestProcess(program, (_, _, _) => null, new CacheCounters(), threshold);
        translated.Run(cancellationToken);
        interpreted.Run(cancellationToken);
        Console.Write(translated.Output);
        if (translated.Failure is { } failure)
            Console.WriteLine($"guest: {failure}");
        var isSame = (translated.Output, translated.ExitCode, translated.Failure is null) == (interpreted.Output, interpreted.ExitCode, interpreted.Failure is null);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"verdict: {(isSame ? "ok" : "CORRUPTED")} exit={translated.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "none"} instructions={translated.Instructions} translated={counters.Translated} interpreted-exit={interpreted.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "none"}"));
        return isSame;
    }
}
