// Breaks: NSDK5007
// Bug: Grow removes the segment's notifier and then inserts a larger one that takes over its table; a change between the two reaches neither.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


/// <summary>Mark bits of a heap segment, derived from its objects.</summary>
public sealed partial class SegmentMarks : IntervalNotifier
{
    internal readonly Dictionary<ulong, ulong> Bits;
    [DriverLock] internal readonly DriverLock Gate;
    private readonly Func<AddressRange, ulong> _trace;

    public SegmentMarks(Func<AddressRange, ulong> trace)
        : this(trace, new DriverLock("mark bits"), new Dictionary<ulong, ulong>())
    {
    }

    internal SegmentMarks(Func<AddressRange, ulong> trace, DriverLock gate, Dictionary<ulong, ulong> bits)
    {
        _trace = trace;
        Gate = gate;
        Bits = bits;
    }

    [Fault(Collect = nameof(Trace), Commit = nameof(Mark))]
    public partial FaultStatus Visit(AddressRange card);

    public bool IsMarked(ulong card, int bit)
    {
        using (Gate.EnterScope())
            return Bits.TryGetValue(card, out var word) && (word >> bit & 1) != 0;
    }

    [Invalidate]
    private void Clear(AddressRange range)
    {
        var cards = range.AlignOutward(512);
        foreach (var card in Bits.Keys.Where(cards.Contains).ToArray())
            Bits.Remove(card);
    }

    private ulong Trace(AddressRange card) => _trace(card);

    private void Mark(AddressRange card, ulong bits) => Bits[card.Start] = bits;
}

public sealed class MarkedHeap : IDisposable
{
    private readonly AddressSpace _heap;
    private readonly Func<AddressRange, ulong> _trace;
    private volatile SegmentMarks _marks;

    public MarkedHeap(AddressSpace heap, AddressRange segment, Func<AddressRange, ulong> trace)
    {
        _heap = heap;
        _trace = trace;
        _marks = new SegmentMarks(trace);
        heap.Insert(_marks, segment);
    }

    public SegmentMarks Marks => _marks;

    /// <summary>Called by the allocator, on one thread.</summary>
    public void Grow(AddressRange segment)
    {
        var former = _marks;
        former.RemoveLater();
        var larger = new SegmentMarks(_trace, former.Gate, former.Bits);
        _heap.Insert(larger, segment);
        _marks = larger;
    }

    public void Dispose() => _marks.TryRemove();
}
