// Correct: the loop includes the card of the last address, and the range is clipped because it is the overlap.
using System;
using System.Threading;
using NotifierSdk;

public sealed class RememberedSet : IntervalNotifier
{
    private const int CardShift = 10;
    private readonly object _lock = new();
    private readonly ulong[] _summary;
    private readonly byte[] _cards;
    private readonly ulong _heap;
    private readonly Func<AddressRange, bool> _hasPointers;

    public RememberedSet(AddressSpace space, AddressRange heap, Func<AddressRange, bool> hasPointers)
    {
        _heap = heap.Start;
        _hasPointers = hasPointers;
        _cards = new byte[CardOf(heap.Last) + 1];
        _summary = new ulong[_cards.Length / 64 + 1];
        space.Insert(this, heap);
    }

    public bool Refine(AddressRange card, int attempts)
    {
        do
        {
            var token = ReadBegin(card);
            var pointers = _hasPointers(card);
            lock (_lock)
            {
                if (!ReadRetry(token))
                {
                    var index = CardOf(card.Start);
                    _cards[index] = pointers ? (byte)2 : (byte)1;
                    _summary[index / 64] |= 1ul << (index % 64);
                    return true;
                }
            }
        }
        while (--attempts > 0);

        return false;
    }

    public bool IsClean(ulong address)
    {
        lock (_lock)
            return _cards[CardOf(address)] == 1;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_lock, invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            int card = CardOf(invalidation.Overlap.Start), last = CardOf(invalidation.Overlap.Last);
            _cards.AsSpan(card, last - card + 1).Clear();
            do
            {
                _summary[card / 64] &= ~(1ul << (card % 64));
            }
            while (card++ < last);
        }
        finally
        {
            Monitor.Exit(_lock);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }

    private int CardOf(ulong address) => (int)((address - _heap) >> CardShift);
}
