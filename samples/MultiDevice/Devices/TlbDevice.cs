using System.Diagnostics;
using MultiDevice.Drawing;
using NotifierSdk;

namespace MultiDevice.Devices;

/// <summary>
/// A device with page tables and a TLB. What its page tables lose it can still reach until a flush is done; the flush takes its time, and the device works at it
/// by itself. Mapping and flushing are under the driver's lock.
/// </summary>
internal sealed class TlbDevice(string name, TimeSpan flushTime, Timeline timeline)
{
    internal const ulong PageSize = 4096;
    internal const int Pages = 16;

    private readonly long _flushTicks = (long)(flushTime.TotalSeconds * Stopwatch.Frequency);
    private readonly bool[] _mapped = new bool[Pages];
    private readonly long[] _reachableUntil = new long[Pages];

    internal string Name { get; } = name;

    /// <summary>Flushes find that the device does not answer, until it is reset.</summary>
    internal bool IsLost { get; set; }

    /// <summary>Called while a commit holds the driver's lock.</summary>
    internal Action? Committing { get; set; }

    /// <summary>Called when a flush has begun.</summary>
    internal Action? Flushing { get; set; }

    internal static AddressRange Range(int first, int count) => AddressRange.FromLength((ulong)first * PageSize, (ulong)count * PageSize);

    internal void Map(AddressRange range)
    {
        Committing?.Invoke();
        foreach (var page in PagesOf(range))
            _mapped[page] = true;
    }

    /// <summary>Takes the pages out of the page tables, and begins to flush the TLB.</summary>
    /// <returns>When the flush is done.</returns>
    /// <exception cref="DeviceLostException">The device does not answer; nothing is known about its TLB.</exception>
    internal long BeginFlush(AddressRange range)
    {
        var start = Stopwatch.GetTimestamp();
        if (IsLost)
        {
            timeline.Add(Name, start, start, SpanKind.Failed, "does not answer");
            throw new DeviceLostException(Name);
        }

        var done = start + _flushTicks;
        foreach (var page in PagesOf(range).Where(page => _mapped[page])) // a TLB has nothing of the others
        {
            Volatile.Write(ref _reachableUntil[page], done);
            _mapped[page] = false;
        }

        timeline.Add(Name, start, done, SpanKind.Flush, "TLB flush");
        Flushing?.Invoke();
        return done;
    }

    /// <summary>Waits until a flush is done.</summary>
    internal static void Await(long done)
    {
        while (Stopwatch.GetTimestamp() < done)
            Thread.SpinWait(16);
    }

    /// <summary>Power off and on: nothing is reachable any more.</summary>
    internal void Reset()
    {
        IsLost = false;
        Array.Clear(_mapped);
        Array.Clear(_reachableUntil);
    }

    /// <summary>Whether the device can still get at a page of the range.</summary>
    internal bool CanReach(AddressRange range) =>
        PagesOf(range).Any(page => _mapped[page] || Stopwatch.GetTimestamp() < Volatile.Read(ref _reachableUntil[page]));

    private static IEnumerable<int> PagesOf(AddressRange range)
    {
        for (var page = (int)(range.Start / PageSize); page <= (int)(range.Last / PageSize); page++)
            yield return page;
    }
}
