namespace NotifierSdk.Testing.Scheduling;

/// <summary>A real thread that is used for one schedule after another: starting a new one for each would cost more than the schedule. It runs only while it has the token.</summary>
internal sealed class Worker
{
    private readonly object _monitor = new();
    private readonly Thread _thread;
    private Action? _job;
    private bool _hasToken;
    private bool _isStopped;

    internal Worker()
    {
        _thread = new Thread(Serve) { IsBackground = true, Name = "explored" };
        _thread.Start();
    }

    /// <summary>Whether it has taken the token that it was last given.</summary>
    internal bool IsAwake { get; private set; }

    /// <summary>Whether it waits for something, whatever it is.</summary>
    internal bool IsBlocked => (_thread.ThreadState & ThreadState.WaitSleepJoin) != 0;

    internal bool IsAlive => _thread.IsAlive;

    /// <summary>Begins a job, and hands it the token.</summary>
    internal void Run(Action job)
    {
        lock (_monitor)
        {
            _job = job;
            IsAwake = false;
            Monitor.Pulse(_monitor);
        }
    }

    /// <summary>Hands the one token to the job.</summary>
    internal void GiveToken()
    {
        lock (_monitor)
        {
            _hasToken = true;
            IsAwake = false;
            Monitor.Pulse(_monitor);
        }
    }

    /// <summary>Called by the job: sleeps until the token comes.</summary>
    internal void AwaitToken()
    {
        lock (_monitor)
        {
            while (!_hasToken)
                Monitor.Wait(_monitor);
            _hasToken = false;
            IsAwake = true;
        }
    }

    /// <summary>Gets it out of a wait that the explorer does not control; the exception's stack names the place.</summary>
    internal void Interrupt() => _thread.Interrupt();

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
        while (Next() is { } job)
            job();
    }

    private Action? Next()
    {
        lock (_monitor)
        {
            while (_job is null && !_isStopped)
                Monitor.Wait(_monitor);
            var job = _job;
            _job = null;
            IsAwake = true;
            return job;
        }
    }
}
