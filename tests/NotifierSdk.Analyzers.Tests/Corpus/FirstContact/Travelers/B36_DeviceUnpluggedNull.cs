// Breaks: NSDK5009
// Bug: Unplug sets the device to null without the lock and before the removal, while the callback still uses it without a test.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public sealed class UsbController(Action<ulong> stopTransfer)
{
    public void Stop(ulong page) => stopTransfer(page);
}

/// <summary>Transfer buffers of a hot-pluggable controller.</summary>
public sealed partial class TransferBuffers : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("transfers");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _armed = new();
    private readonly Func<ulong, ulong> _translate;
    private UsbController _device;

    public TransferBuffers(UsbController device, Func<ulong, ulong> translate)
    {
        _device = device;
        _translate = translate;
    }

    public void Plug(AddressSpace space, AddressRange window) => space.Insert(this, window);

    [Fault(Collect = nameof(Translate), Commit = nameof(Arm))]
    public partial FaultStatus Prepare(AddressRange page);

    public bool Transfer(ulong page, Action<ulong> go)
    {
        using (_lock.EnterScope())
        {
            if (!_armed.TryGetValue(page, out var frame))
                return false;
            go(frame);
            return true;
        }
    }

    public void Unplug()
    {
        _device = null!;
        TryRemove();
    }

    [Invalidate]
    private void Disarm(AddressRange range)
    {
        var pages = range.AlignOutward(4096);
        foreach (var page in _armed.Keys.Where(page => pages.Contains(page)).ToArray())
        {
            _device.Stop(page);
            _armed.Remove(page);
        }
    }

    private ulong Translate(AddressRange page) => _translate(page.Start);

    private void Arm(AddressRange page, ulong frame) => _armed[page.Start] = frame;
}
