// Correct: after three collisions the slow collect runs under the driver lock; it waits for nobody, reads only the bytes that it is given, and the recursive lock lets it ask for what is known already.
using System;
using System.Collections.Generic;
using NotifierSdk;

public sealed record PageLayout(int Tuples, int FreeBytes);

/// <summary>Layouts of the heap pages of a database whose writers change them all the time.</summary>
public sealed partial class LayoutCache : IntervalNotifier, IDisposable
{
    private const int PageSize = 8192;

    [DriverLock] private readonly DriverLock _lock = new("layouts");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, PageLayout> _layouts = [];
    private readonly Func<ulong, byte[]> _copyPage;

    /// <param name="copyPage">Copies a page. It takes no lock of the owner, and so may be called under ours.</param>
    public LayoutCache(Func<ulong, byte[]> copyPage) => _copyPage = copyPage;

    public void Open(AddressSpace file, AddressRange extent) => file.Insert(this, extent);

    [Fault(Collect = nameof(Parse), Commit = nameof(Keep), ExclusiveAfter = 3, MaxAttempts = 20)]
    public partial FaultStatus Analyze(AddressRange page);

    public int FreeBytes(ulong page)
    {
        using (_lock.EnterScope())
            return _layouts.TryGetValue(page, out var layout) ? layout.FreeBytes : -1;
    }

    private PageLayout Parse(AddressRange page)
    {
        var number = page.Start / PageSize;
        var estimate = FreeBytes(number); // a DriverLock may be taken again by the thread that holds it
        var bytes = _copyPage(number);
        var tuples = 0;
        var used = 24;
        for (var offset = 24; offset + 4 <= bytes.Length; offset += 4)
        {
            var length = BitConverter.ToUInt16(bytes, offset);
            if (length == 0)
                break;
            tuples++;
            used += length + 4;
        }

        var free = Math.Max(0, PageSize - used);
        return new PageLayout(tuples, estimate < 0 ? free : Math.Min(free, PageSize - 24));
    }

    private void Keep(AddressRange page, PageLayout layout) => _layouts[page.Start / PageSize] = layout;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _layouts.Remove(page);
    }

    public void Dispose() => TryRemove();
}
