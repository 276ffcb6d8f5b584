namespace NotifierSdk.Runtime.Tests.Exploration;

/// <summary>A thread that is used for one run after another: starting a new one for each would cost more than the run.</summary>
internal sealed class Worker
{
    private readonly object _monitor = new();
    private Action? _job;
    private bool _isStopped;

    internal Worker()
    {
        var thread = new Thread(Serve) { IsBackground = true, Name = "explored" };
        thread.Start();
    }

    internal void Run(Action job)
    {
        lock (_monitor)
        {
            _job = job;
            Monitor.Pulse(_monitor);
        }
    }

    /// <summary>No job follows.</summary>
    internal void Stop()
    {
        lock (_monitor)
        {
            _isStopped = true;
            Monitor.Pulse(_monitor);
        }
    }

    private void Serve()
    {
        while (true)
        {
            Action job;
            lock (_monitor)
            {
                while (_job is null && !_isStopped)
                    Monitor.Wait(_monitor);
                if (_job is null)
                    return;
                job = _job;
                _job = null;
            }

            job();
        }
    }
}
