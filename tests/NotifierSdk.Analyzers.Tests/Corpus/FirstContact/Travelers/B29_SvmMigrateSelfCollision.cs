// Breaks: NSDK2014
// Bug: The fault migrates its page inside its own read section, and nothing tells its own invalidation from another's, so each attempt collides with itself.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public interface IDeviceMemory
{
    /// <summary>Moves the page to a frame of the device that is reserved for it, wherever it is now.</summary>
    ulong MoveIn(AddressRange page);
}

/// <summary>Shared virtual memory of a GPU: a fault of the GPU moves the page to the GPU's memory.</summary>
public sealed partial class SvmRange : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("svm range");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _gpuPtes = new();
    private readonly AddressSpace _process;
    private readonly IDeviceMemory _vram;

    public SvmRange(AddressSpace process, IDeviceMemory vram)
    {
        _process = process;
        _vram = vram;
    }

    public void Register(AddressRange range) => _process.Insert(this, range);

    [Fault(Collect = nameof(Migrate), Commit = nameof(MapPage), MaxAttempts = 8)]
    public partial FaultStatus HandleGpuFault(AddressRange page);

    public bool Launch(ulong page, Action<ulong> kernel)
    {
        using (_lock.EnterScope())
        {
            if (!_gpuPtes.TryGetValue(page, out var frame))
                return false;
            kernel(frame);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Unmap(AddressRange range)
    {
        var pages = range.AlignOutward(4096);
        foreach (var page in _gpuPtes.Keys.Where(page => pages.Contains(page)).ToArray())
            _gpuPtes.Remove(page);
    }

    private ulong Migrate(AddressRange page)
    {
        using (_process.BeginInvalidate(page, InvalidationEvent.Migrate, owner: this))
            return _vram.MoveIn(page);
    }

    private void MapPage(AddressRange page, ulong frame) => _gpuPtes[page.Start] = frame;
}
