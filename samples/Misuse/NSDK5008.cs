namespace Misuse.NSDK5008;

public sealed class Device(AddressSpace space) : IDisposable
{
    private Watcher? _watcher;

    public void Open() => _watcher = space.Get(() => new Watcher());

    public void Dispose() => GC.SuppressFinalize(this);
}

public sealed class Watcher() : RangeNotifier(RangeNotifierKind.Start);
