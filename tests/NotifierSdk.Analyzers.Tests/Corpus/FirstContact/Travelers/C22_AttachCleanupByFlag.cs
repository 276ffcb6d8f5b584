// Correct: The cleanup calls Remove, which throws for a notifier that is not inserted, but only under a flag that is set right after Insert has returned.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public interface IDmaContainer
{
    void EnableDma(AddressRange window);
}

public sealed partial class DmaWindow : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("dma window");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _mapped = new();
    private readonly Func<ulong, ulong> _translate;

    public DmaWindow(Func<ulong, ulong> translate) => _translate = translate;

    public void Attach(AddressSpace guest, AddressRange window, IDmaContainer container)
    {
        var inserted = false;
        var enabled = false;
        try
        {
            guest.Insert(this, window);
            inserted = true;
            container.EnableDma(window);
            enabled = true;
        }
        finally
        {
            if (inserted && !enabled)
                Remove();
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
