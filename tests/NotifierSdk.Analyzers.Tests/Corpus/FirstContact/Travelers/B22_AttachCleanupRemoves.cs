// Breaks: NSDK5001
// Bug: The cleanup of Attach calls Remove also when Insert itself has thrown, so the original exception is replaced by that of Remove.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public interface IVfioContainer
{
    void EnableDma(AddressRange window);
}

/// <summary>DMA window of a passed-through device.</summary>
public sealed partial class VfioWindow : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("vfio window");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _mapped = new();
    private readonly Func<ulong, ulong> _translate;

    public VfioWindow(Func<ulong, ulong> translate) => _translate = translate;

    public void Attach(AddressSpace guest, AddressRange window, IVfioContainer container)
    {
        try
        {
            guest.Insert(this, window);
            container.EnableDma(window);
        }
        catch
        {
            Remove();
            throw;
        }
    }

    [Fault(Collect = nameof(Translate), Commit = nameof(Map))]
    public partial FaultStatus MapPage(AddressRange page);

    public bool Dma(ulong iova, Action<ulong> transfer)
    {
        using (_lock.EnterScope())
        {
            if (!_mapped.TryGetValue(iova & ~0xFFFul, out var host))
                return false;
            transfer(host | (iova & 0xFFF));
            return true;
        }
    }

    public void Detach() => TryRemove();

    [Invalidate]
    private void Unmap(AddressRange range)
    {
        var pages = range.AlignOutward(4096);
        foreach (var page in _mapped.Keys.Where(page => pages.Contains(page)).ToArray())
            _mapped.Remove(page);
    }

    private ulong Translate(AddressRange page) => _translate(page.Start);

    private void Map(AddressRange page, ulong host) => _mapped[page.Start] = host;
}
