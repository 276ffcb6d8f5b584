// Breaks: NSDK4007
// Bug: the invalidation method asks a property that waits for the semaphore that generated code already holds.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

public sealed partial class StreamWindows : IntervalNotifier
{
    private readonly Func<AddressRange, CancellationToken, Task<byte[]>> _read;
    private readonly Action<int> _gauge;

    [DriverLock] private readonly SemaphoreSlim _gate = new(1, 1);
    [GuardedBy(nameof(_gate))] private readonly List<Window> _windows = [];

    public StreamWindows(Func<AddressRange, CancellationToken, Task<byte[]>> read, Action<int> gauge)
    {
        _read = read;
        _gauge = gauge;
    }

    public sealed record Window(AddressRange Range, byte[] Content);

    public int Open
    {
        get
        {
            _gate.Wait();
            try
            {
                return _windows.Count;
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    [Fault(Collect = nameof(ReadAsync), Commit = nameof(Add), TimeoutMilliseconds = 5000)]
    public partial Task<FaultStatus> OpenAsync(AddressRange range, CancellationToken cancellationToken = default);

    private async Task<Window> ReadAsync(AddressRange range, CancellationToken cancellationToken)
    {
        var content = await _read(range, cancellationToken).ConfigureAwait(false);
        return new Window(range, content);
    }

    private void Add(Window window) => _windows.Add(window);

    [Invalidate]
    private void Close(AddressRange range)
    {
        _windows.RemoveAll(window => window.Range.Overlaps(range));
        Publish();
    }

    private void Publish() => _gauge(Open);
}
