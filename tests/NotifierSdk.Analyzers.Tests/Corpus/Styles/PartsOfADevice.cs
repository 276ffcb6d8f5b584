// Correct: derived parts of a device share its lock and callback
public sealed class Device : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Text _text;
    private readonly Data _data;
    private ulong _generation;

    public Device(AddressSpace space)
    {
        (_text, _data) = (new Text(this), new Data(this));
        space.Insert(_text, AddressRange.FromLength(0, 100));
        space.Insert(_data, AddressRange.FromLength(100, 100));
    }

    public ulong? Run(int attempts)
    {
        while (attempts-- > 0)
        {
            var code = _text.ReadBegin();
            var data = _data.ReadBegin();
            lock (_lock)
            {
                if (_text.ReadRetry(code) | _data.ReadRetry(data)) continue;
                return ++_generation;
            }
        }
        return null;
    }

    public void Dispose()
    {
        if (_text.IsInserted) _text.Remove();
        if (_data.IsInserted) _data.Remove();
    }

    private abstract class Part(Device device) : IntervalNotifier
    {
        protected Device Device => device;
        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            lock (Device._lock) { SetSeq(invalidation.Sequence); Device._generation++; Dropped(); return true; }
        }
        protected virtual void Dropped() { }
    }

    private sealed class Text(Device device) : Part(device);

    private sealed class Data(Device device) : Part(device)
    {
        protected override void Dropped() => Device._generation += 2;
    }
}
