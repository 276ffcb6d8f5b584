// Correct: The callback drops the pages itself, and hands only a line for the log to the background worker.
using System;
using System.Collections.Generic;
using System.Threading.Channels;
using System.Threading.Tasks;
using NotifierSdk;



public sealed partial class LoggedImage : IntervalNotifier, IAsyncDisposable
{
    private readonly Channel<(AddressRange Range, int Dropped)> _log = Channel.CreateBounded<(AddressRange, int)>(
        new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Func<AddressRange, byte[]> _copy;
    private readonly Task _writer;

    [DriverLock] private readonly DriverLock _lock = new("image");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, byte[]> _image = [];

    public LoggedImage(Func<AddressRange, byte[]> copy, Action<string> line)
    {
        _copy = copy;
        _writer = WriteAsync(line);
    }

    [Fault(Collect = nameof(Copy), Commit = nameof(Store))]
    public partial FaultStatus Save(AddressRange page);

    public async ValueTask DisposeAsync()
    {
        TryRemove();
        _log.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
    }

    private byte[] Copy(AddressRange page) => _copy(page);

    private void Store(AddressRange page, byte[] content) => _image[page.Start] = content;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        var dropped = 0;
        foreach (var page in range.Pages(4096))
            dropped += _image.Remove(page * 4096) ? 1 : 0;
        _log.Writer.TryWrite((range, dropped));
    }

    private async Task WriteAsync(Action<string> line)
    {
        await Task.Yield();
        await foreach (var (range, dropped) in _log.Reader.ReadAllAsync())
            line($"{range}: {dropped} page(s) left the image");
    }
}
