// Correct: after a collision the caller waits until nothing runs in the range, and counts its rounds.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed partial class InspectorPages(Func<ulong, byte[]> peek) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("inspector");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _pages = [];

    [Fault(Collect = nameof(Peek), Commit = nameof(Store), MaxAttempts = 2)]
    public partial FaultStatus Load(AddressRange page);

    public byte? this[ulong address]
    {
        get
        {
            using (_lock.EnterScope())
                return _pages.TryGetValue(address & ~0xFFFul, out var bytes) ? bytes[(int)(address & 0xFFF)] : null;
        }
    }

    private byte[] Peek(AddressRange page) => peek(page.Start);

    private void Store(AddressRange page, byte[] bytes) => _pages[page.Start] = bytes;

    [Invalidate]
    private void Forget(AddressRange range)
    {
        foreach (var page in _pages.Keys.Where(page => range.Contains(page)).ToArray())
            _pages.Remove(page);
    }
}

public static class Inspector
{
    public static string Hex(InspectorPages pages, ulong address, CancellationToken stop)
    {
        var page = AddressRange.FromLength(address & ~0xFFFul, 0x1000);
        FaultStatus status;
        while ((status = pages.Load(page)) == FaultStatus.Collided)
        {
            if (pages.WaitReadable(page, TimeSpan.FromMilliseconds(100), stop) is FaultStatus.Removed or FaultStatus.Released)
                break;
        }

        return status switch
        {
            FaultStatus.Completed when pages[address] is { } value => value.ToString("x2"),
            FaultStatus.Completed => "..",
            FaultStatus.Unavailable => "??",
            FaultStatus.Removed or FaultStatus.Released => "--",
            _ => "!!",
        };
    }

    public static int Warm(InspectorPages pages, IEnumerable<AddressRange> list)
    {
        var done = 0;
        foreach (var page in list)
        {
            for (var round = 0; round < 3; round++)
            {
                var status = pages.Load(page);
                if (status == FaultStatus.Collided)
                    continue;
                done += status == FaultStatus.Completed ? 1 : 0;
                break;
            }
        }

        return done;
    }
}
