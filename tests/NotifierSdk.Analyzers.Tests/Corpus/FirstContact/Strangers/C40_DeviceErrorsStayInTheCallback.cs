// Correct: The device may throw when it is told to drop a page; the callback catches that, resets the device, and has dropped its own table before.
using System;
using System.Collections.Generic;
using System.IO;
using NotifierSdk;



public interface IFlakyDevice
{
    long Map(ulong page);

    /// <exception cref="IOException">The device does not answer.</exception>
    void Unmap(long handle);

    void Reset();
}

public sealed partial class FlakyWindow(IFlakyDevice device, Action<string, Exception> report) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("flaky window");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, long> _handles = [];
    [GuardedBy(nameof(_lock))] private int _resets;

    public int Resets
    {
        get
        {
            using (_lock.EnterScope())
                return _resets;
        }
    }

    [Fault(Collect = nameof(Map), Commit = nameof(Keep), Discard = nameof(Unmap))]
    public partial FaultOutcome Fault(AddressRange page);

    private bool Map(AddressRange page, out long handle, out Exception? reason)
    {
        try
        {
            handle = device.Map(page.Start >> 12);
            reason = null;
            return true;
        }
        catch (IOException e)
        {
            (handle, reason) = (0, e);
            return false;
        }
    }

    private void Keep(AddressRange page, long handle)
    {
        if (_handles.Remove(page.Start >> 12, out var former))
            Unmap(former);
        _handles.Add(page.Start >> 12, handle);
    }

    private void Unmap(long handle)
    {
        try
        {
            device.Unmap(handle);
        }
        catch (IOException e)
        {
            report($"handle {handle} could not be unmapped", e);
        }
    }

    [Invalidate]
    private void Drop(AddressRange range)
    {
        var failed = false;
        foreach (var page in range.Pages(4096))
        {
            if (!_handles.Remove(page, out var handle))
                continue;
            try
            {
                device.Unmap(handle);
            }
            catch (Exception e) when (e is IOException or TimeoutException)
            {
                report($"page {page:x}", e);
                failed = true;
            }
        }

        if (!failed)
            return;
        device.Reset();
        _handles.Clear();
        _resets++;
    }
}
