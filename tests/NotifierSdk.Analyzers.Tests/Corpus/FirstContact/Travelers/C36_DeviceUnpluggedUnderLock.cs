// Correct: The device is set to null while the notifier is still inserted, but under the driver lock and together with the table; the callback tests it, and so does the commit.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public sealed class HotplugController(Action<ulong> stopTransfer)
{
    public void Stop(ulong page) => stopTransfer(page);
}

public sealed partial class HotplugBuffers : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("hotplug transfers");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _armed = new();
    [GuardedBy(nameof(_lock))] private HotplugController? _device;
    private readonly Func<ulong, ulong> _translate;

    public HotplugBuffers(HotplugController device, Func<ulong, ulong> translate)
    {
        _device = device;
        _translate = translate;
    }

    public void Plug(AddressSpace space, AddressRange window) => space.Insert(this, window);

    [Fault(Collect = nameof(Translate), Commit = nameof(TryArm))]
    public partial bool Prepare(AddressRange page, out bool armed);

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
        using (_lock.EnterScope())
        {
            if (_device is { } device)
            {
                foreach (var page in _armed.Keys)
                    device.Stop(page);
            }

            _armed.Clear();
            _device = null;
        }

        TryRemove();
    }

    [Invalidate]
    private void Disarm(AddressRange range)
    {
        var pages = range.AlignOutward(4096);
        foreach (var page in _armed.Keys.Where(page => pages.Contains(page)).ToArray())
        {
            _device?.Stop(page);
            _armed.Remove(page);
        }
    }

    private ulong Translate(AddressRange page) => _translate(page.Start);

    private void TryArm(AddressRange page, ulong frame, out bool armed)
    {
        armed = _device is not null;
        if (armed)
            _armed[page.Start] = frame;
    }
}
