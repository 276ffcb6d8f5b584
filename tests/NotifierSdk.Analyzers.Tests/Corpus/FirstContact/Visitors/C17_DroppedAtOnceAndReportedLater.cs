// Correct: the callback drops the range itself, and only the report of what was dropped goes to an asynchronous reader.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using NotifierSdk;

public sealed class AccessTracer : IntervalNotifier, IAsyncDisposable
{
    private readonly Channel<(AddressRange Range, int Dropped)> _reports =
        Channel.CreateBounded<(AddressRange Range, int Dropped)>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly DriverLock _lock = new("access tracer");
    private readonly HashSet<ulong> _traced = [];
    private readonly Func<ulong, bool> _protect;
    private readonly Task _writer;

    public AccessTracer(Func<ulong, bool> protect, Func<string, Task> write)
    {
        _protect = protect;
        _writer = WriteAsync(write);
    }

    public bool Trace(AddressRange page)
    {
        for (var round = 0; round < 10; round++)
        {
            var token = ReadBegin(page);
            if (!_protect(page.Start))
                return false;
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _traced.Add(page.Start);
                return true;
            }
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        TryRemove();
        _reports.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        int dropped;
        var overlap = invalidation.Overlap;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            dropped = _traced.RemoveWhere(page => overlap.Contains(page));
        }

        if (dropped > 0)
            Report(overlap, dropped);
        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private void Report(AddressRange range, int dropped) => _reports.Writer.TryWrite((range, dropped));

    private async Task WriteAsync(Func<string, Task> write)
    {
        await foreach (var (range, dropped) in _reports.Reader.ReadAllAsync().ConfigureAwait(false))
            await write($"{range}: {dropped} pages untraced").ConfigureAwait(false);
    }
}
