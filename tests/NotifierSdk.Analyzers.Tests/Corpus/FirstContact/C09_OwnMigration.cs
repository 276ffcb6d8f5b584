// Correct: the driver migrates pages itself, and ignores what it announces
public sealed partial class Migrator(AddressSpace space, Action<AddressRange> move) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly HashSet<ulong> _onDevice = new();

    [Fault(Collect = nameof(Move), Commit = nameof(Note))]
    public partial FaultStatus ToDevice(AddressRange page);

    private bool Move(AddressRange page)
    {
        using (space.BeginInvalidate(page, InvalidationEvent.Migrate, Owner))
            move(page);
        return true;
    }

    private void Note(AddressRange page) => _onDevice.Add(page.Start);

    [Invalidate(IgnoreOwn = true)]
    private void Back(AddressRange range) => _onDevice.RemoveWhere(range.Contains);
}
