// Breaks: NSDK3006
// Bug: The callback only posts the range to the writer's channel; the pages leave the shadow when the background worker gets to them, after the callback has returned.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using NotifierSdk;



public sealed partial class Checkpointer : IntervalNotifier, IAsyncDisposable
{
    private readonly Channel<AddressRange> _drops = Channel.CreateUnbounded<AddressRange>(new() { SingleReader = true });
    private readonly Func<AddressRange, byte[]> _copy;
    private readonly Task _worker;

    [DriverLock] private readonly DriverLock _lock = new("checkpoint image");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, byte[]> _image = [];

    public Checkpointer(Func<AddressRange, byte[]> copy)
    {
        _copy = copy;
        _worker = Task.Run(DropLoopAsync);
    }

    [Fault(Collect = nameof(Copy), Commit = nameof(Store))]
    public partial FaultStatus Save(AddressRange page);

    public async ValueTask DisposeAsync()
    {
        if (IsInserted)
            await RemoveAsync();
        _drops.Writer.TryComplete();
        await _worker;
    }

    private byte[] Copy(AddressRange page) => _copy(page);

    private void Store(AddressRange page, byte[] content) => _image[page.Start] = content;

    [Invalidate]
    private void Drop(AddressRange range) => _drops.Writer.TryWrite(range);

    private async Task DropLoopAsync()
    {
        await foreach (var range in _drops.Reader.ReadAllAsync())
        {
            using (_lock.EnterScope())
            {
                foreach (var page in range.Pages(4096))
                    _image.Remove(page * 4096);
            }
        }
    }
}
