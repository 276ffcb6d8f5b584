// Correct: the fault has two ranges; Range names the one of the process, which is what can change, while the other is a window of the device that nobody announces.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed record Window(AddressRange Source, ulong[] BusAddresses);

/// <summary>Windows of a PCI device through which it sees memory of a process.</summary>
public sealed partial class ApertureBinder : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly object _bindLock = new();
    [GuardedBy(nameof(_bindLock))] private readonly SortedDictionary<ulong, Window> _windows = new();
    private readonly Func<ulong, ulong> _busAddress;
    private readonly Action<ulong, ulong[]?> _writeBar;

    /// <param name="writeBar">Returns when the device works with what was written, or with nothing for null.</param>
    public ApertureBinder(AddressSpace process, AddressRange heap, Func<ulong, ulong> busAddress, Action<ulong, ulong[]?> writeBar)
    {
        _busAddress = busAddress;
        _writeBar = writeBar;
        process.Insert(this, heap);
    }

    /// <summary>Shows <paramref name="source"/>, which is whole pages, to the device at <paramref name="window"/>.</summary>
    [Fault(Range = nameof(source), Collect = nameof(Gather), Commit = nameof(Show), TimeoutMilliseconds = 250)]
    public partial FaultOutcome Bind(AddressRange source, AddressRange window);

    public bool Unbind(AddressRange window)
    {
        lock (_bindLock)
        {
            if (!_windows.Remove(window.Start))
                return false;
            _writeBar(window.Start, null);
            return true;
        }
    }

    private ulong[] Gather(AddressRange source, AddressRange window)
    {
        var addresses = new List<ulong>();
        foreach (var page in source.Pages(PageSize))
        {
            if ((ulong)addresses.Count * PageSize >= window.Length)
                break;
            addresses.Add(_busAddress(page * PageSize));
        }

        return [.. addresses];
    }

    private void Show(AddressRange source, AddressRange window, ulong[] addresses)
    {
        _windows[window.Start] = new Window(source, addresses);
        _writeBar(window.Start, addresses);
    }

    [Invalidate]
    private void Hide(AddressRange range)
    {
        foreach (var (start, window) in _windows.ToArray())
        {
            if (!window.Source.Overlaps(range))
                continue;
            _writeBar(start, null);
            _windows.Remove(start);
        }
    }

    public void Dispose() => TryRemove();
}
