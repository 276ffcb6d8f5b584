// Correct: the abstract base class has the lock and the callback and no fault; each derived class adds a fault of its own and is dropped from through a virtual method, which the generated callback calls under the lock.
using System;
using System.Collections.Generic;
using NotifierSdk;

public abstract partial class DeviceView : IntervalNotifier, IDisposable
{
    protected const ulong PageSize = 4096;

    [DriverLock] protected readonly DriverLock Gate = new("device view");

    public void Attach(AddressSpace space, AddressRange range) => space.Insert(this, range);

    [RequiresLock(nameof(Gate))]
    protected abstract void Evict(ulong page);

    [Invalidate]
    private void OnChange(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            Evict(page);
    }

    public virtual void Dispose() => TryRemove();
}

/// <summary>What a display controller scans out.</summary>
public sealed partial class DisplayView(Func<ulong, ulong> physical) : DeviceView
{
    [GuardedBy(nameof(Gate))] private readonly Dictionary<ulong, ulong> _lines = [];

    [Fault(Collect = nameof(Resolve), Commit = nameof(Set))]
    public partial FaultStatus Pin(AddressRange page);

    public bool ScanOut(ulong address, Action<ulong> scan)
    {
        using (Gate.EnterScope())
        {
            if (!_lines.TryGetValue(address / PageSize, out var line))
                return false;
            scan(line);
            return true;
        }
    }

    private ulong Resolve(AddressRange page) => physical(page.Start);

    private void Set(AddressRange page, ulong line) => _lines[page.Start / PageSize] = line;

    protected override void Evict(ulong page) => _lines.Remove(page);
}

/// <summary>What a sound card plays: never more than one page at a time.</summary>
public sealed partial class AudioView(Func<ulong, float[]?> samples) : DeviceView
{
    [GuardedBy(nameof(Gate))] private ulong _page = ulong.MaxValue;
    [GuardedBy(nameof(Gate))] private float[]? _buffer;

    [Fault(Collect = nameof(TryDecode), Commit = nameof(Enqueue), MaxAttempts = 3)]
    public partial bool Prepare(AddressRange page);

    public bool Play(ulong address, Action<float[]> play)
    {
        using (Gate.EnterScope())
        {
            if (_page != address / PageSize || _buffer is not { } buffer)
                return false;
            play(buffer);
            return true;
        }
    }

    private bool TryDecode(AddressRange page, out float[] buffer)
    {
        buffer = samples(page.Start) ?? [];
        return buffer.Length != 0;
    }

    private void Enqueue(AddressRange page, float[] buffer)
    {
        _page = page.Start / PageSize;
        _buffer = buffer;
    }

    protected override void Evict(ulong page)
    {
        if (page == _page)
            _buffer = null;
    }
}
