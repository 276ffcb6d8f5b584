// Correct: the same steps, each where it belongs
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;
public sealed partial class Pager(Func<AddressRange, byte[]> read) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _map = [];
    [Fault(Collect = nameof(Read), Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange page);
    private byte[] Read(AddressRange page) => read(page);
    private void Map(AddressRange page, byte[] bytes) => _map[page.Start] = bytes;
    [Invalidate] private void Drop(AddressRange range) => _map.Clear();
}
public sealed class Cpu(Pager pager)
{
    private long _faults;
    public bool Access(ulong address)
    {
        var page = AddressRange.FromLength(address, 4096);
        var status = Resolve(page);
        while (IsTransient(status))
        {
            Thread.Sleep(1);
            status = Resolve(page);
        }
        return status == FaultStatus.Completed;
    }
    private FaultStatus Resolve(AddressRange page) { _faults++; return pager.Fault(page); }
    private static bool IsTransient(FaultStatus status) => status is FaultStatus.Collided;
}
