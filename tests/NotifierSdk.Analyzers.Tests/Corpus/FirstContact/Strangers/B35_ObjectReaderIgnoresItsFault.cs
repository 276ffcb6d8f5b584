// Breaks: NSDK2005
// Bug: ReadObject drops the status of its fault and then takes whatever the shadow has, so a fault that failed looks like an object of zeros.
using System;
using System.Collections.Generic;
using System.Text;
using NotifierSdk;



public readonly record struct ObjectHeader(ulong Type, int Length)
{
    public static ObjectHeader Parse(ReadOnlySpan<byte> bytes) => bytes.Length < 12
        ? default
        : new(BitConverter.ToUInt64(bytes), BitConverter.ToInt32(bytes[8..]));
}

public sealed partial class HeapReader(Func<AddressRange, byte[]?> readProcess) : IntervalNotifier
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("heap reader");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _pages = [];

    [Fault(Collect = nameof(TryRead), Commit = nameof(Keep), MaxAttempts = 5, TimeoutMilliseconds = 300)]
    public partial FaultStatus Fault(AddressRange page);

    public string Describe(IEnumerable<ulong> objects)
    {
        var text = new StringBuilder();
        foreach (var address in objects)
        {
            var header = ReadObject(address);
            text.Append(address.ToString("x")).Append(": type ").Append(header.Type).Append(", ").Append(header.Length).AppendLine(" bytes");
        }

        return text.ToString();
    }

    private ObjectHeader ReadObject(ulong address)
    {
        var page = AddressRange.FromLength(address / PageSize * PageSize, PageSize);
        if (!IsCached(address / PageSize))
            Fault(page);

        using (_lock.EnterScope())
        {
            return _pages.TryGetValue(address / PageSize, out var bytes)
                ? ObjectHeader.Parse(bytes.AsSpan((int)(address % PageSize)))
                : default;
        }
    }

    private bool IsCached(ulong number)
    {
        using (_lock.EnterScope())
            return _pages.ContainsKey(number);
    }

    private bool TryRead(AddressRange page, out byte[] bytes)
    {
        var read = readProcess(page);
        bytes = read ?? [];
        return read is not null;
    }

    private void Keep(AddressRange page, byte[] bytes) => _pages[page.Start / PageSize] = bytes;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var number in range.Pages(PageSize))
            _pages.Remove(number);
    }
}
