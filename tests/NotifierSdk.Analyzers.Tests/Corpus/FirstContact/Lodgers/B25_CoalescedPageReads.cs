// Breaks: NSDK2011
// Bug: Fill hands the page to all who wait for it before ReadRetry says whether it is current, so they get the old page after a collision.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

/// <summary>Page reader of a storage engine; readers of one page share one read.</summary>
public sealed class CoalescingReader : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;
    private const int MaxAttempts = 20;

    private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _pages = [];
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, TaskCompletionSource<byte[]>> _reads = [];
    private readonly Func<ulong, byte[]> _load;

    public CoalescingReader(Func<ulong, byte[]> load) => _load = load;

    public Task<byte[]> ReadAsync(ulong number)
    {
        TaskCompletionSource<byte[]>? read;
        lock (_lock)
        {
            if (_pages.TryGetValue(number, out var known))
                return Task.FromResult((byte[])known.Clone());
            if (_reads.TryGetValue(number, out read))
                return read.Task;
            read = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            _reads.Add(number, read);
        }

        var mine = read;
        ThreadPool.QueueUserWorkItem(_ => Fill(number, mine));
        return read.Task;
    }

    private void Fill(ulong number, TaskCompletionSource<byte[]> read)
    {
        try
        {
            var page = AddressRange.FromLength(number * PageSize, PageSize);
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                var token = ReadBegin(page, TimeSpan.FromSeconds(10));
                var content = _load(number);
                read.TrySetResult((byte[])content.Clone());
                lock (_lock)
                {
                    if (ReadRetry(token))
                        continue;
                    _pages[number] = content;
                    _reads.Remove(number);
                    return;
                }
            }

            GiveUp(number, read, new FaultException(FaultStatus.Collided));
        }
        catch (Exception e)
        {
            GiveUp(number, read, e);
        }
    }

    private void GiveUp(ulong number, TaskCompletionSource<byte[]> read, Exception reason)
    {
        lock (_lock)
            _reads.Remove(number);
        read.TrySetException(reason);
    }

    public void Open(AddressSpace file, AddressRange extent) => file.Insert(this, extent);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(PageSize))
                _pages.Remove(number);
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }

    public void Dispose() => TryRemove();
}
