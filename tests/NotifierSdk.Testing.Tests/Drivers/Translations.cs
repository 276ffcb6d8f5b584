using NotifierSdk;
using NotifierSdk.Linux;

/// <summary>Knows where in the file each page comes from, for as long as that is true.</summary>
public sealed partial class Translations(MappedMemory memory) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, ulong> _offsets = [];

    public int Count
    {
        get
        {
            using (_lock.EnterScope())
                return _offsets.Count;
        }
    }

    // The generator writes the body.
    [Fault(Collect = nameof(Find), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);

    // Runs under the lock. The generated callback has saved the invalidation's sequence before.
    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _offsets.Keys.Where(page => range.Contains(page)).ToArray())
            _offsets.Remove(page);
    }

    // Runs without a lock, so it may take long.
    private bool Find(AddressRange page, out ulong offset) => memory.TryTranslate(page.Start, out _, out offset);

    // Runs under the lock, and only if nothing changed since Find began.
    private void Enter(AddressRange page, ulong offset) => _offsets[page.Start] = offset;
}
