namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>Threads that share a number of operations out evenly and do them at the same time.</summary>
internal sealed class Crew
{
    private readonly Barrier _barrier;
    private readonly int _threads;
    private int _operationsEach;

    /// <param name="threads">How many.</param>
    /// <param name="work">Given the thread's number and how many operations it does.</param>
    internal Crew(int threads, Action<int, int> work)
    {
        _threads = threads;
        _barrier = new Barrier(threads + 1);
        for (var i = 0; i < threads; i++)
        {
            var number = i;
            new Thread(() => Serve(number, work)) { IsBackground = true, Name = $"crew {number}" }.Start();
        }
    }

    internal void Run(int operations)
    {
        _operationsEach = operations / _threads;
        _barrier.SignalAndWait();
        _barrier.SignalAndWait();
    }

    private void Serve(int number, Action<int, int> work)
    {
        while (true)
        {
            _barrier.SignalAndWait();
            work(number, _operationsEach);
            _barrier.SignalAndWait();
        }
    }
}
