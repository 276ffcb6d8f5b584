using NotifierSdk.Waiting;

namespace NotifierSdk.Runtime.Tests.Exploration;

/// <summary>One thread of a scenario: what it is about to do, and whether it can.</summary>
internal sealed class ExploredThread(int index, string name, Action body)
{
    private readonly object _monitor = new();
    private bool _hasToken;

    internal int Index { get; } = index;

    internal string Name { get; } = name;

    internal Action Body { get; } = body;

    internal bool IsFinished { get; set; }

    /// <summary>The step that the thread takes next.</summary>
    internal string Pending { get; set; } = "start";

    /// <summary>The lock that the next step takes.</summary>
    internal object? WantedLock { get; set; }

    /// <summary>What the thread is parked for.</summary>
    internal Waiter? ParkedFor { get; set; }

    internal bool CanTimeOut { get; set; }

    /// <summary>Hands the one token to this thread.</summary>
    internal void GiveToken()
    {
        lock (_monitor)
        {
            _hasToken = true;
            Monitor.Pulse(_monitor);
        }
    }

    internal void AwaitToken()
    {
        lock (_monitor)
        {
            while (!_hasToken)
                Monitor.Wait(_monitor);
            _hasToken = false;
        }
    }
}
