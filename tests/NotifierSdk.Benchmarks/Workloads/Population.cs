using System.Collections.Concurrent;

namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>Ranges of one page with a gap of one page between them, and random questions about them.</summary>
internal sealed class Population
{
    internal const ulong Page = 0x1000;

    private const int Questions = 1 << 14;
    private const ulong Stride = 2 * Page;

    private readonly ConcurrentDictionary<(int Thread, int Threads), AddressRange[]> _shares = [];

    internal Population(int count)
    {
        Count = count;
        var random = new Random(count);
        Order = [.. Enumerable.Range(0, count)];
        random.Shuffle(Order);
        InGaps = Ask(random, i => AddressRange.FromLength(RangeAt(i).Last + 1, Page));
        InRanges = Ask(random, i => AddressRange.FromLength(RangeAt(i).Start + (Page / 2), 1));
        OverTen = Ask(random, i => AddressRange.FromLength(RangeAt(Math.Min(i, Math.Max(0, count - 10))).Start, 10 * Stride));
        Picks = new int[Questions];
        for (var i = 0; i < Questions; i++)
            Picks[i] = random.Next(count);
    }

    internal int Count { get; }

    /// <summary>The order in which the ranges are inserted.</summary>
    internal int[] Order { get; }

    /// <summary>Pages that no range overlaps, among those that do.</summary>
    internal AddressRange[] InGaps { get; }

    /// <summary>Single addresses, each in one range.</summary>
    internal AddressRange[] InRanges { get; }

    /// <summary>Ranges that ten others overlap.</summary>
    internal AddressRange[] OverTen { get; }

    /// <summary>Random numbers of ranges.</summary>
    internal int[] Picks { get; }

    /// <summary>A page behind every range.</summary>
    internal AddressRange Outside => AddressRange.FromLength(RangeAt(Count).Start + (1UL << 40), Page);

    /// <summary>Single addresses in ranges that belong to one of several threads alone.</summary>
    internal AddressRange[] Share(int thread, int threads)
    {
        var size = Count / threads;
        return _shares.GetOrAdd((thread, threads), _ => Ask(new Random(thread), i => AddressRange.FromLength(RangeAt((thread * size) + (i % size)).Start, 1)));
    }

    internal static AddressRange RangeAt(int number) => AddressRange.FromLength((1UL << 32) + ((ulong)number * Stride), Page);

    private AddressRange[] Ask(Random random, Func<int, AddressRange> question)
    {
        var questions = new AddressRange[Questions];
        for (var i = 0; i < Questions; i++)
            questions[i] = question(random.Next(Count));
        return questions;
    }
}
