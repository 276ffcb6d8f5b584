using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Seam;

namespace NotifierSdk.Retirement;

/// <summary>The items themselves. The two lists change places again and again, so that retiring usually allocates nothing.</summary>
internal sealed class Batches<T>(ShortLock @lock, Action<T> free, Action<Exception> failed) : IRetired
{
    private const int CapacityKept = 4096; // what a storm needed beyond that is not kept for ever

    private List<T> _open = [];
    private List<T> _closed = []; // while a pass frees it, that pass's alone
    private int _freed; // of the closed ones

    /// <summary>Under the lock: how many are not freed.</summary>
    internal int Count => _open.Count + _closed.Count - Word.Read(ref _freed, this, nameof(_freed));

    public bool IsOpenBatchEmpty => _open.Count == 0;

    /// <summary>Under the lock.</summary>
    internal void Add(T item) => _open.Add(item);

    public void CloseBatch() => (_open, _closed) = (_closed, _open);

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The others are freed all the same; it is reported.")]
    public bool TryFreeNext()
    {
        if (_freed == _closed.Count)
        {
            EmptyClosedBatch();
            return false;
        }

        try
        {
            free(_closed[_freed]);
        }
        catch (Exception exception)
        {
            failed(exception);
        }

        Word.Increment(ref _freed, this, nameof(_freed));
        return true;
    }

    /// <summary>When no pass runs or will run: what is left.</summary>
    internal List<T> TakeAll()
    {
        using (@lock.EnterScope())
        {
            List<T> all = [.. _closed.Skip(_freed), .. _open];
            _closed.Clear();
            _freed = 0;
            _open.Clear();
            return all;
        }
    }

    private void EmptyClosedBatch()
    {
        using (@lock.EnterScope())
        {
            _closed.Clear();
            _freed = 0;
            if (_closed.Capacity > CapacityKept)
                _closed.Capacity = CapacityKept;
        }
    }
}
