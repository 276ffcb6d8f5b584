// Correct: the callback takes the entries out under the lock before it returns, and leaves only the freeing of what nobody can find any more to the thread pool.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface ICompiledKernel
{
    void Launch(ReadOnlySpan<ulong> arguments);

    void Unload(); // takes milliseconds
}

/// <summary>Compute kernels that were compiled from bytes in shared memory.</summary>
public sealed class KernelCache : IntervalNotifier, IDisposable
{
    private const ulong MaxSource = 16 * 1024;

    private readonly object _lock = new();
    private readonly Dictionary<ulong, ICompiledKernel> _kernels = new();
    private readonly ConcurrentQueue<ICompiledKernel> _graveyard = new();
    private readonly Func<ulong, ICompiledKernel> _compile;
    private int _burying;

    public KernelCache(Func<ulong, ICompiledKernel> compile) => _compile = compile;

    public FaultStatus Compile(ulong source, TimeSpan patience)
    {
        var range = AddressRange.FromLength(source, MaxSource);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var status = TryReadBegin(range, patience, out var token);
            if (status != FaultStatus.Completed)
                return status;

            var kernel = _compile(source);
            lock (_lock)
            {
                if (!ReadRetry(token))
                {
                    if (_kernels.Remove(source, out var former))
                        _graveyard.Enqueue(former);
                    _kernels.Add(source, kernel);
                    kernel = null;
                }
            }

            if (kernel is null)
            {
                BuryLater();
                return FaultStatus.Completed;
            }

            kernel.Unload();
        }

        return FaultStatus.Collided;
    }

    public bool Launch(ulong source, params ReadOnlySpan<ulong> arguments)
    {
        lock (_lock)
        {
            if (!_kernels.TryGetValue(source, out var kernel))
                return false;
            kernel.Launch(arguments); // returns when the kernel has run
            return true;
        }
    }

    public void Attach(AddressSpace shared, AddressRange heap) => shared.Insert(this, heap);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_lock, invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            List<ulong>? stale = null;
            foreach (var source in _kernels.Keys)
            {
                if (AddressRange.FromLength(source, MaxSource).Overlaps(invalidation.Overlap))
                    (stale ??= new List<ulong>()).Add(source);
            }

            if (stale is not null)
            {
                foreach (var source in stale)
                {
                    _kernels.Remove(source, out var kernel);
                    _graveyard.Enqueue(kernel!);
                }

                BuryLater();
            }
        }
        finally
        {
            Monitor.Exit(_lock);
        }

        return true;
    }

    private void BuryLater()
    {
        if (!_graveyard.IsEmpty && Interlocked.Exchange(ref _burying, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static cache => cache.Bury(), this, preferLocal: false);
    }

    private void Bury()
    {
        while (_graveyard.TryDequeue(out var kernel))
            kernel.Unload();
        Interlocked.Exchange(ref _burying, 0);
        BuryLater(); // for one that came between the last look and the flag
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }

    public void Dispose() => TryRemove();
}
