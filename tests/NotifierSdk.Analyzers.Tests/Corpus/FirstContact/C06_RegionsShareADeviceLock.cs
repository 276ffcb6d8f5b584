// Correct: many regions share the lock of their device
public sealed class Device
{
    public DriverLock Gate { get; } = new("device");
    public void Program(ulong iova, ulong pa) => Console.WriteLine($"{iova:x} -> {pa:x}");
}

public sealed partial class Region(Device device, Func<ulong, ulong> translate) : IntervalNotifier
{
    [DriverLock] private DriverLock Gate => device.Gate;
    [GuardedBy(nameof(Gate))] private readonly HashSet<ulong> _live = [];

    [Fault(Collect = nameof(Translate), Commit = nameof(Map))]
    public partial bool TryMap(AddressRange page);

    public int Live()
    {
        using (Gate.EnterScope())
            return _live.Count;
    }

    private ulong Translate(AddressRange page) => translate(page.Start);

    private void Map(AddressRange page, ulong pa)
    {
        _live.Add(page.Start);
        device.Program(page.Start, pa);
    }

    [Invalidate]
    private void Unmap(AddressRange range)
    {
        foreach (var page in _live.ToArray())
        {
            if (!range.Contains(page))
                continue;
            _live.Remove(page);
            device.Program(page, 0);
        }
    }
}
