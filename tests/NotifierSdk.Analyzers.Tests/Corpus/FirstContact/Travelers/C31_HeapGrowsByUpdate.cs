// Correct: The segment's notifier gets its new range while faults run, by an update in a batch; every open token collides, and there is no moment without a notifier.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public sealed partial class GrowableMarks : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _gate = new("growable marks");
    [GuardedBy(nameof(_gate))] private readonly Dictionary<ulong, ulong> _bits = new();
    private readonly Func<AddressRange, ulong> _trace;

    public GrowableMarks(Func<AddressRange, ulong> trace) => _trace = trace;

    [Fault(Collect = nameof(Trace), Commit = nameof(Mark))]
    public partial FaultStatus Visit(AddressRange card);

    public bool IsMarked(ulong card, int bit)
    {
        using (_gate.EnterScope())
            return _bits.TryGetValue(card, out var word) && (word >> bit & 1) != 0;
    }

    [Invalidate]
    private void Clear(AddressRange range)
    {
        var cards = range.AlignOutward(512);
        foreach (var card in _bits.Keys.Where(cards.Contains).ToArray())
            _bits.Remove(card);
    }

    private ulong Trace(AddressRange card) => _trace(card);

    private void Mark(AddressRange card, ulong bits) => _bits[card.Start] = bits;
}

public sealed class GrowableHeap : IDisposable
{
    private readonly AddressSpace _heap;
    private readonly GrowableMarks _marks;
    private AddressRange _segment;

    public GrowableHeap(AddressSpace heap, AddressRange segment, Func<AddressRange, ulong> trace)
    {
        _heap = heap;
        _segment = segment;
        _marks = new GrowableMarks(trace);
        heap.Insert(_marks, segment);
    }

    public GrowableMarks Marks => _marks;

    /// <summary>Called by the allocator, on one thread.</summary>
    public void Grow(AddressRange segment)
    {
        var batch = new NotifierBatch();
        batch.Update(_marks, expected: _segment, range: segment);
        _heap.Apply(batch);
        _segment = segment;
    }

    public void Dispose() => _marks.TryRemove();
}
