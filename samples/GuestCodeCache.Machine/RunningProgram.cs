using System.Diagnostics;
using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Kernel;

namespace GuestCodeCache.Machine;

/// <summary>A program that runs again and again, each time in a guest of its own.</summary>
/// <param name="program">What runs.</param>
/// <param name="makeCache">Makes each guest's cache.</param>
/// <param name="threshold">How often a block is interpreted before it is translated.</param>
public sealed class RunningProgram(GuestProgram program, MakeCache makeCache, int threshold)
{
    private long _runs, _wrong, _instructions;
    private double _speed; // written by one thread
    private string? _firstWrong;

    /// <summary>Its name.</summary>
    public string Name => program.Name;

    /// <summary>What its caches counted.</summary>
    public CacheCounters Cache { get; } = new();

    /// <summary>How often it ran to its end.</summary>
    public long Runs => Volatile.Read(ref _runs);

    /// <summary>How many of its runs ended with a wrong checksum, or before they had one.</summary>
    public long Wrong => Volatile.Read(ref _wrong);

    /// <summary>How many instructions were executed.</summary>
    public long Instructions => Volatile.Read(ref _instructions);

    /// <summary>Millions of instructions a second, in the fastest run: the one that other programs disturbed least.</summary>
    public double Speed => Volatile.Read(ref _speed);

    /// <summary>What the first run said that went wrong.</summary>
    public string? FirstWrong => Volatile.Read(ref _firstWrong);

    /// <summary>Runs it once; a run that is cut short counts for nothing.</summary>
    public void RunOnce(CancellationToken cancellationToken)
    {
        using var process = new GuestProcess(program, makeCache, Cache, threshold);
        var start = Stopwatch.GetTimestamp();
        process.Run(cancellationToken);
        if (cancellationToken.IsCancellationRequested)
            return;
        Volatile.Write(ref _speed, Math.Max(_speed, process.Instructions / Stopwatch.GetElapsedTime(start).TotalMicroseconds));
        Interlocked.Add(ref _instructions, process.Instructions);
        Interlocked.Increment(ref _runs);
        if (process is { ExitCode: 0, Failure: null })
            return;
        Interlocked.Increment(ref _wrong);
        Interlocked.CompareExchange(ref _firstWrong, $"{Name}: {process.Failure ?? process.Output.Trim()}", null);
    }
}
