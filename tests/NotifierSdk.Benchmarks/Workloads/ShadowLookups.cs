namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>The sanctioned ways to look an entry up in a shadow that callbacks and faults change (docs/readers.md), and what a change costs in each.</summary>
internal sealed class ShadowLookups
{
    internal const int Pages = 1024;

    private readonly Entry?[] _entries = Filled();
    private readonly DriverLock _lock = new();
    private readonly ReaderWriterLockSlim _readerWriterLock = new();
    private readonly RetireList<Entry> _retired = new(static entry => entry.IsFreed = true);
    private Entry?[] _snapshot = Filled();

    internal long Sum { get; private set; }

    /// <summary>The floor: nobody may change the shadow meanwhile.</summary>
    internal void Bare(int thread, int lookups)
    {
        var sum = 0L;
        for (var i = 0; i < lookups; i++)
            sum += _entries[PageOf(thread, i)]!.Value;
        Sum = sum;
    }

    internal void UnderDriverLock(int thread, int lookups)
    {
        var sum = 0L;
        for (var i = 0; i < lookups; i++)
        {
            using (_lock.EnterScope())
                sum += _entries[PageOf(thread, i)]!.Value;
        }

        Sum = sum;
    }

    internal void UnderReadLock(int thread, int lookups)
    {
        var sum = 0L;
        for (var i = 0; i < lookups; i++)
        {
            _readerWriterLock.EnterReadLock();
            try
            {
                sum += _entries[PageOf(thread, i)]!.Value;
            }
            finally
            {
                _readerWriterLock.ExitReadLock();
            }
        }

        Sum = sum;
    }

    internal void InSnapshot(int thread, int lookups)
    {
        var sum = 0L;
        for (var i = 0; i < lookups; i++)
            sum += Volatile.Read(ref _snapshot)[PageOf(thread, i)]!.Value;
        Sum = sum;
    }

    internal void InSection(int thread, int lookups)
    {
        var sum = 0L;
        for (var i = 0; i < lookups; i++)
        {
            using (_retired.EnterSection())
                sum += Volatile.Read(ref _entries[PageOf(thread, i)])!.Value;
        }

        Sum = sum;
    }

    /// <summary>Drop one entry, and fill it again.</summary>
    internal void ChangeUnderDriverLock(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            using (_lock.EnterScope())
                _entries[i % Pages] = new Entry(i);
        }
    }

    internal void ChangeUnderWriteLock(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            _readerWriterLock.EnterWriteLock();
            _entries[i % Pages] = new Entry(i);
            _readerWriterLock.ExitWriteLock();
        }
    }

    internal void ChangeSnapshot(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            using (_lock.EnterScope())
            {
                var next = (Entry?[])_snapshot.Clone();
                next[i % Pages] = new Entry(i);
                Volatile.Write(ref _snapshot, next);
            }
        }
    }

    internal void ChangeAndRetire(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            using (_lock.EnterScope())
            {
                var former = _entries[i % Pages]!;
                Volatile.Write(ref _entries[i % Pages], new Entry(i));
                _retired.Retire(former);
            }
        }
    }

    /// <summary>A change whose owner waits until no reader can have the former entry.</summary>
    internal void ChangeAndSynchronize(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            ChangeAndRetire(1);
            _retired.Synchronize();
        }
    }

    private static int PageOf(int thread, int lookup) => (lookup * 7 + thread * 512) % Pages;

    private static Entry?[] Filled() => [.. Enumerable.Range(0, Pages).Select(page => new Entry(page))];

    private sealed class Entry(int value)
    {
        internal int Value { get; } = value;

        internal bool IsFreed { get; set; }
    }
}
