namespace NotifierSdk.Testing.Tests.Drivers;

/// <summary>A driver as its author writes it, over the pages of a scenario.</summary>
internal sealed partial class Umem(PageMemory memory) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, int> _versions = [];

    [Fault(Collect = nameof(Read), Commit = nameof(Enter))]
    internal partial FaultStatus Fault(AddressRange page, CancellationToken cancellationToken = default);

    internal int VersionAt(AddressRange page)
    {
        using (_lock.EnterScope())
            return _versions.GetValueOrDefault(page.Start);
    }

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _versions.Keys.Where(page => range.Contains(page)).ToArray())
            _versions.Remove(page);
    }

    private int Read(AddressRange page) => memory.VersionAt(page);

    private void Enter(AddressRange page, int version) => _versions[page.Start] = version;
}
