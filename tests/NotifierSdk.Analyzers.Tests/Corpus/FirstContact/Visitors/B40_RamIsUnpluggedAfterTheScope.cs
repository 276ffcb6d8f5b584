// Breaks: NSDK5010
// Bug: the machine ends the invalidation at once, and takes the memory out of its map after that.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class DeviceView(Func<ulong, byte[]?> backing) : IntervalNotifier
{
    [DriverLock] private readonly object _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _view = [];

    [Fault(Collect = nameof(TryBacking), Commit = nameof(See))]
    public partial FaultStatus Fault(AddressRange page);

    private bool TryBacking(AddressRange page, out byte[]? bytes)
    {
        bytes = backing(page.Start);
        return bytes != null;
    }

    private void See(AddressRange page, byte[]? bytes) => _view[page.Start] = bytes!;

    [Invalidate]
    private void Unsee(AddressRange range)
    {
        foreach (var page in _view.Keys.Where(page => range.Contains(page)).ToArray())
            _view.Remove(page);
    }
}

public sealed class Machine
{
    private const int PageSize = 4096;
    private readonly AddressSpace _space = new("machine");
    private readonly Dictionary<ulong, byte[]> _ram = [];
    private readonly object _plug = new();

    public DeviceView Connect(AddressRange window)
    {
        var view = new DeviceView(Backing);
        _space.Insert(view, window);
        return view;
    }

    public void Plug(AddressRange range)
    {
        lock (_plug)
        {
            foreach (var number in range.Pages(PageSize))
                _ram.TryAdd(number * PageSize, new byte[PageSize]);
        }
    }

    public int Unplug(AddressRange range)
    {
        _space.BeginInvalidate(range, InvalidationEvent.Unmap).Dispose();
        return TakeOut(range);
    }

    private int TakeOut(AddressRange range)
    {
        var count = 0;
        lock (_plug)
        {
            foreach (var number in range.Pages(PageSize))
            {
                if (_ram.Remove(number * PageSize))
                    count++;
            }
        }

        return count;
    }

    private byte[]? Backing(ulong page)
    {
        lock (_plug)
            return _ram.GetValueOrDefault(page);
    }
}
