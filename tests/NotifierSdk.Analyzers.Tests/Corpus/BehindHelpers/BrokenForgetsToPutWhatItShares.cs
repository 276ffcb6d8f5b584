// Breaks: NSDK5008
// Bug: the device takes itself off the shared flusher, which has a method of that name, and never puts the flusher back
public sealed class Flusher(Action<int> flush) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly List<int> _devices = [];

    public void Add(int device)
    {
        lock (_lock)
            _devices.Add(device);
    }

    public void Remove(int device)
    {
        lock (_lock)
            _devices.Remove(device);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _devices.ForEach(flush);
        }

        return true;
    }
}

public sealed class Device : IDisposable
{
    private readonly Flusher _flusher;
    private readonly int _number;

    public Device(AddressSpace process, AddressRange range, int number, Action<int> flush)
    {
        _flusher = process.Get(range, () => new Flusher(flush));
        _number = number;
        _flusher.Add(number);
    }

    public void Dispose() => _flusher.Remove(_number);
}
