using Microsoft.Win32.SafeHandles;

namespace NotifierSdk.Linux.Interop;

/// <summary>This process's <c>/proc/self/pagemap</c>, and the ioctl that finds written pages and protects them again in one step.</summary>
internal sealed unsafe class PageMap : IDisposable
{
    internal const nuint IoctlScan = 0xC0606610; // PAGEMAP_SCAN

    private const ulong ProtectMatching = 1, CheckAsync = 2, IsRegistered = 1, IsWritten = 2;
    private const int RunsPerScan = 64;

    private readonly SafeFileHandle _handle = File.OpenHandle("/proc/self/pagemap");

    /// <summary>Finds runs of written pages from an address on, and protects them again.</summary>
    /// <param name="start">Where to begin.</param>
    /// <param name="last">The last address to look at.</param>
    /// <param name="runs">Takes the runs. When it is full, the scan stops, and no page behind it is protected.</param>
    /// <param name="count">How many runs were found.</param>
    /// <param name="end">Where the scan stopped: the first address it did not look at.</param>
    /// <returns>False: a part of the range is not registered for asynchronous write protection, or the kernel refused. Pages may have been protected again untold.</returns>
    internal bool TryTakeWritten(ulong start, ulong last, Span<PageRun> runs, out int count, out ulong end)
    {
        count = ScanFor(IsWritten, ProtectMatching | CheckAsync, start, last, runs, out end);
        return count >= 0;
    }

    /// <summary>The parts of a range that hold nothing registered for asynchronous write protection.</summary>
    internal List<AddressRange> FindUnregistered(AddressRange range)
    {
        var parts = new List<AddressRange>();
        Span<PageRun> runs = stackalloc PageRun[RunsPerScan];
        var next = range.Start; // up to here everything was looked at
        for (var from = range.Start; from <= range.Last;)
        {
            var count = ScanFor(IsRegistered, 0, from, range.Last, runs, out from);
            if (count < 0)
                throw SystemCallException.Last("ioctl(PAGEMAP_SCAN)", range);
            foreach (var run in runs[..count])
            {
                if (run.Start > next)
                    parts.Add(AddressRange.FromBounds(next, run.Start - 1));
                next = run.End;
            }
        }

        if (next <= range.Last)
            parts.Add(AddressRange.FromBounds(next, range.Last));
        return parts;
    }

    private int ScanFor(ulong category, ulong flags, ulong start, ulong last, Span<PageRun> runs, out ulong end)
    {
        fixed (PageRun* first = runs)
        {
            var scan = new Scan
            {
                Size = (ulong)sizeof(Scan),
                Flags = flags,
                Start = start,
                End = last + 1,
                Vector = (ulong)first,
                VectorLength = (ulong)runs.Length,
                CategoryMask = category,
                ReturnMask = category,
            };
            var count = LibC.Control(_handle, IoctlScan, &scan);
            end = scan.WalkEnd;
            return count;
        }
    }

    public void Dispose() => _handle.Dispose();

    private struct Scan
    {
        internal ulong Size, Flags, Start, End, WalkEnd, Vector, VectorLength, MaxPages, CategoryInverted, CategoryMask, CategoryAnyOfMask, ReturnMask;
    }
}

/// <summary>Consecutive pages that were written, as the kernel reports them: the end is the first address behind them.</summary>
internal readonly struct PageRun
{
    internal readonly ulong Start, End, Categories;

    internal PageRun(AddressRange range) => (Start, End, Categories) = (range.Start, range.Last + 1, 0);

    internal AddressRange Range => AddressRange.FromBounds(Start, End - 1);
}
