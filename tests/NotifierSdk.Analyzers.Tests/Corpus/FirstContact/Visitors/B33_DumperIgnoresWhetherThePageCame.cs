// Breaks: NSDK2005
// Bug: the dumper drops the status of the fault, so a page that never came is written as zeros.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed partial class CorePages(Func<ulong, byte[]?> peek) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("core pages");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _pages = [];

    [Fault(Collect = nameof(TryPeek), Commit = nameof(Keep))]
    public partial FaultStatus Load(AddressRange page, CancellationToken cancellationToken = default);

    public void CopyTo(ulong page, Span<byte> target)
    {
        using (_lock.EnterScope())
        {
            if (_pages.TryGetValue(page, out var bytes))
                bytes.CopyTo(target);
        }
    }

    private bool TryPeek(AddressRange page, out byte[]? bytes) => (bytes = peek(page.Start)) is not null;

    private void Keep(AddressRange page, byte[]? bytes) => _pages[page.Start] = bytes ?? [];

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _pages.Keys.Where(page => range.Contains(page)).ToArray())
            _pages.Remove(page);
    }
}

public sealed class CoreDumper
{
    private const int PageSize = 4096;
    private readonly CorePages _pages;
    private readonly CancellationToken _stop;

    public CoreDumper(CorePages pages, CancellationToken stop)
    {
        _pages = pages;
        _stop = stop;
    }

    public long Written { get; private set; }

    public void Dump(AddressRange range, Stream output)
    {
        Span<byte> buffer = stackalloc byte[PageSize];
        foreach (var number in range.Pages(PageSize))
        {
            var page = AddressRange.FromLength(number * PageSize, PageSize);
            buffer.Clear();
            EnsureResident(page);
            _pages.CopyTo(page.Start, buffer);
            output.Write(buffer);
            Written += buffer.Length;
        }
    }

    private void EnsureResident(AddressRange page) => _pages.Load(page, _stop);
}
