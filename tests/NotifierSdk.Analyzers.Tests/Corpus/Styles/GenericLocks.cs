// Correct: locks of other objects of a generic type
public class Node<T> : IntervalNotifier where T : class
{
    private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private T? _entry;

    public bool Fault(T entry)
    {
        var token = ReadBegin();
        lock (_lock)
        {
            if (ReadRetry(token)) return false;
            _entry = entry;
            return true;
        }
    }

    public static void Swap(Node<T> one, Node<T> two)
    {
        lock (one._lock)
            lock (two._lock)
                (one._entry, two._entry) = (two._entry, one._entry);
    }

    public T? Take<TOther>(Node<TOther> other) where TOther : class
    {
        lock (other._lock) other._entry = null;
        lock (_lock) return _entry;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _entry = null; }
        return true;
    }
}
