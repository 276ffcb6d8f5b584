// Breaks: NSDK5003
// Bug: the log that the callback writes to is closed before the notifier is removed
public sealed class TracingMirror : IntervalNotifier, IAsyncDisposable
{
    private readonly DriverLock _lock = new();
    private readonly StreamWriter _log;
    private ulong _generation;

    public TracingMirror(string path) => _log = new StreamWriter(path);

    public ulong Generation { get { using (_lock.EnterScope()) return _generation; } }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await RemoveAsync();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            _generation++;
            _log.WriteLine(invalidation.Range);
        }

        return true;
    }
}
