// Correct: whoever looks into the table empties the queue first, and so does the housekeeper
using System.Collections.Concurrent;

public sealed partial class LazyTable : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _table = [];
    private readonly ConcurrentQueue<AddressRange> _gone = new();
    private readonly Func<ulong, ulong> _walk;

    public LazyTable(Func<ulong, ulong> walk)
    {
        _walk = walk;
        _ = Task.Run(KeepHouseAsync);
    }

    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);

    public ulong? Find(ulong page)
    {
        using (_lock.EnterScope())
        {
            Drain();
            return _table.TryGetValue(page, out var frame) ? frame : null;
        }
    }

    private ulong Walk(AddressRange page) => _walk(page.Start);

    private void Enter(AddressRange page, ulong frame)
    {
        Drain();
        _table[page.Start >> 12] = frame;
    }

    [Invalidate]
    private void Drop(AddressRange range) => _gone.Enqueue(range);

    private async Task KeepHouseAsync()
    {
        while (!IsRemoved)
        {
            await Task.Delay(100);
            using (_lock.EnterScope())
                Drain();
        }
    }

    private bool IsRemoved => !IsInserted;

    [RequiresLock(nameof(_lock))]
    private void Drain()
    {
        while (_gone.TryDequeue(out var range))
        {
            foreach (var page in range.Pages(4096))
                _table.Remove(page);
        }
    }
}
