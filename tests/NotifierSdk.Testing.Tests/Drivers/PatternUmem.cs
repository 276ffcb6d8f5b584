namespace NotifierSdk.Testing.Tests.Drivers;

/// <summary>As <see cref="Umem"/>, with a lock of the author's own.</summary>
internal sealed partial class PatternUmem(PageMemory memory) : IntervalNotifier, IVersions
{
    [DriverLock] private readonly PatternLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, int> _versions = [];

    [Fault(Collect = nameof(Read), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);

    public int VersionAt(AddressRange page) => _versions.GetValueOrDefault(page.Start); // asked between steps, when nobody is inside

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _versions.Keys.Where(page => range.Contains(page)).ToArray())
            _versions.Remove(page);
    }

    private int Read(AddressRange page) => memory.VersionAt(page);

    private void Enter(AddressRange page, int version) => _versions[page.Start] = version;
}
