// Correct: a larger window is inserted before the smaller one is removed, so for a while both are called for the same change; both empty the same table under the same lock, and dropping twice does no harm.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface ILinearMemory
{
    bool TryHostAddress(ulong page, out nint host);
}

/// <summary>The bounds-check table of a WebAssembly memory, which only ever grows.</summary>
public sealed partial class LinearMemoryMap : IDisposable
{
    private const ulong WasmPage = 65536;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, nint> _hosts = [];
    private readonly AddressSpace _space;
    private readonly ILinearMemory _memory;
    private readonly object _growing = new(); // orders Grow and Dispose; no callback takes it
    private volatile Window _window;
    private ulong _pages;

    public LinearMemoryMap(AddressSpace space, ILinearMemory memory, ulong pages)
    {
        _space = space;
        _memory = memory;
        _pages = pages;
        var window = new Window(this);
        _window = window;
        space.Insert(window, AddressRange.FromLength(0, pages * WasmPage));
    }

    public void Grow(ulong by)
    {
        lock (_growing)
        {
            var former = _window;
            var larger = new Window(this);
            _space.Insert(larger, AddressRange.FromLength(0, (_pages + by) * WasmPage));
            _pages += by;
            _window = larger;
            former.TryRemove(); // its last callback empties the table; the next accesses fault again
        }
    }

    public unsafe bool TryLoad(ulong address, out byte value)
    {
        for (var tries = 0; tries < 4; tries++)
        {
            lock (_gate)
            {
                if (_hosts.TryGetValue(address / WasmPage, out var host))
                {
                    value = ((byte*)host)[address % WasmPage];
                    return true;
                }
            }

            var page = AddressRange.FromLength(address / WasmPage * WasmPage, WasmPage);
            var window = _window;
            if (!window.Range.Contains(page))
                break; // behind the end of the memory: a trap
            var status = window.Fault(page);
            if (status is not (FaultStatus.Completed or FaultStatus.Removed)) // removed: Grow has put another one in its place
                break;
        }

        value = 0;
        return false;
    }

    public void Dispose()
    {
        lock (_growing)
            _window.TryRemove();
    }

    private sealed partial class Window(LinearMemoryMap map) : IntervalNotifier
    {
        private readonly LinearMemoryMap _map = map;

        [DriverLock] private Lock Gate => _map._gate;

        [Fault(Collect = nameof(Find), Commit = nameof(Enter))]
        public partial FaultStatus Fault(AddressRange page);

        [Invalidate]
        private void Drop(AddressRange range)
        {
            foreach (var page in range.Pages(WasmPage))
                _map._hosts.Remove(page);
        }

        private bool Find(AddressRange page, out nint host) => _map._memory.TryHostAddress(page.Start / WasmPage, out host);

        private void Enter(AddressRange page, nint host) => _map._hosts[page.Start / WasmPage] = host;
    }
}
