using System.Diagnostics.CodeAnalysis;

namespace RdmaOdp.Machine;

/// <summary>A thread that repeats a step until everything stops. One that fails stops everything.</summary>
internal sealed class Worker
{
    private readonly Action _step;
    private readonly CancellationTokenSource _stop;
    private readonly Thread _thread;
    private Exception? _failure;

    internal Worker(string name, Action step, CancellationTokenSource stop)
    {
        (_step, _stop) = (step, stop);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    internal void Start() => _thread.Start();

    /// <summary>Waits until the thread has ended; what it failed with, if it did.</summary>
    internal Exception? Join()
    {
        _thread.Join();
        return _failure;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever it is, Join hands it to whoever stops the simulation.")]
    private void Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
                _step();
        }
        catch (Exception exception)
        {
            _failure = exception;
            _stop.Cancel();
        }
    }
}
