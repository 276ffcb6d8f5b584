// Breaks: NSDK5002
// Bug: the buffer object inserts its mirror when it is created, and Dispose closes the handle but never removes the mirror.
using System;
using System.Threading;
using NotifierSdk;

public interface IRenderNode
{
    int CreateHandle(ulong address, ulong length);

    void CloseHandle(int handle);

    ulong ResolvePage(ulong address);
}

/// <summary>A buffer object over memory of the application (a "userptr").</summary>
public sealed partial class UserPtrBuffer : IDisposable
{
    private const ulong GpuPage = 4096;

    private readonly IRenderNode _node;
    private readonly AddressRange _range;
    private readonly Mirror _mirror;
    private int _handle;

    public UserPtrBuffer(IRenderNode node, AddressSpace process, ulong address, ulong pages)
    {
        _node = node;
        _range = AddressRange.FromLength(address, pages * GpuPage);
        _mirror = new Mirror(node, address, pages);
        process.Insert(_mirror, _range);
        _handle = node.CreateHandle(address, pages * GpuPage);
    }

    public int Handle => _handle;

    public bool Validate()
    {
        foreach (var page in _range.Pages(GpuPage))
        {
            if (_mirror.Bind(AddressRange.FromLength(page * GpuPage, GpuPage)) != FaultStatus.Completed)
                return false;
        }

        return true;
    }

    public bool Submit(Action<ReadOnlyMemory<ulong>> execute) => _mirror.TrySubmit(execute);

    public void Dispose()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
            _node.CloseHandle(handle);
    }

    private sealed partial class Mirror(IRenderNode node, ulong start, ulong pages) : IntervalNotifier
    {
        [DriverLock] private readonly Lock _resv = new();
        [GuardedBy(nameof(_resv))] private readonly ulong[] _gart = new ulong[pages];

        [Fault(Collect = nameof(Resolve), Commit = nameof(Write))]
        public partial FaultStatus Bind(AddressRange page);

        public bool TrySubmit(Action<ReadOnlyMemory<ulong>> execute)
        {
            lock (_resv)
            {
                if (Array.IndexOf(_gart, 0UL) >= 0)
                    return false;
                execute(_gart);
                return true;
            }
        }

        private ulong Resolve(AddressRange page) => node.ResolvePage(page.Start);

        private void Write(AddressRange page, ulong entry) => _gart[(page.Start - start) / GpuPage] = entry;

        [Invalidate]
        private void Unbind(AddressRange range)
        {
            var first = (int)((range.Start - start) / GpuPage);
            var last = (int)((range.Last - start) / GpuPage);
            Array.Clear(_gart, first, last - first + 1);
        }
    }
}
