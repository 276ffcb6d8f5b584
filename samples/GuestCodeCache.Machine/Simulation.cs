using System.Diagnostics.CodeAnalysis;
using GuestCodeCache.Machine.Kernel;

namespace GuestCodeCache.Machine;

/// <summary>All programs, side by side.</summary>
public sealed class Simulation : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Thread> _threads = [];
    private readonly List<Exception> _failures = [];

    /// <summary>Prepares the programs; nothing runs yet.</summary>
    public Simulation(Load load, MakeCache makeCache) =>
        Programs = [.. load.Programs.Select(program => new RunningProgram(program, makeCache, load.Threshold))];

    /// <summary>The programs.</summary>
    public IReadOnlyList<RunningProgram> Programs { get; }

    /// <summary>Is cancelled when a checksum was wrong, or the machine itself failed; <see cref="Stop"/> throws then.</summary>
    public CancellationToken Ended => _stop.Token;

    /// <summary>Starts all of them.</summary>
    public void Start()
    {
        foreach (var program in Programs)
        {
            var thread = new Thread(() => Repeat(program)) { Name = program.Name, IsBackground = true };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>Cuts short what runs, and waits for it.</summary>
    /// <exception cref="AggregateException">The machine failed.</exception>
    public void Stop()
    {
        _stop.Cancel();
        _threads.ForEach(thread => thread.Join());
        if (_failures.Count > 0)
            throw new AggregateException("The programs did not run to their end.", _failures);
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever it is, Stop throws it.")]
    private void Repeat(RunningProgram program)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                program.RunOnce(_stop.Token);
                if (program.Wrong > 0)
                    _stop.Cancel();
            }
        }
        catch (Exception exception)
        {
            lock (_failures)
                _failures.Add(exception);
            _stop.Cancel();
        }
    }
}
