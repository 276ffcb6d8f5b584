namespace NotifierSdk.Testing.Tests.Drivers;

/// <summary>A driver that pins pages under its lock: at once, or when an attempt without the lock has collided.</summary>
internal sealed partial class ExclusiveUmem(PageMemory memory) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, PinnedPage> _pins = [];

    internal bool HasCollectedUnderLock { get; private set; }

    internal IEnumerable<PinnedPage> Pins
    {
        get
        {
            using (_lock.EnterScope())
                return [.. _pins.Values];
        }
    }

    [Fault(Collect = nameof(Pin), Commit = nameof(Enter), Discard = nameof(Unpin), ExclusiveAfter = 0)]
    internal partial FaultStatus FaultUnderLock(AddressRange page);

    [Fault(Collect = nameof(Pin), Commit = nameof(Enter), Discard = nameof(Unpin), ExclusiveAfter = 1)]
    internal partial FaultStatus Fault(AddressRange page);

    internal int VersionAt(AddressRange page)
    {
        using (_lock.EnterScope())
            return _pins.TryGetValue(page.Start, out var pin) ? pin.Version : 0;
    }

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _pins.Keys.Where(page => range.Contains(page)).ToArray())
        {
            _pins[page].Unpin();
            _pins.Remove(page);
        }
    }

    private PinnedPage Pin(AddressRange page)
    {
        HasCollectedUnderLock |= _lock.IsHeldByCurrentThread;
        return memory.Pin(page);
    }

    private void Enter(AddressRange page, PinnedPage pin) => _pins[page.Start] = pin;

    private static void Unpin(PinnedPage pin) => pin.Unpin();
}
