namespace NotifierSdk.Testing.Scheduling;

/// <summary>The real threads of one exploration.</summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly List<Worker> _workers = [];

    internal Worker this[int index]
    {
        get
        {
            while (_workers.Count <= index)
                _workers.Add(new Worker());
            return _workers[index];
        }
    }

    /// <summary>After a schedule that was unwound: a thread that was stopped in the middle of something is not used again.</summary>
    internal void Renew() => Dispose();

    public void Dispose()
    {
        _workers.ForEach(worker => worker.Stop());
        _workers.Clear();
    }
}
