// Breaks: NSDK3012
// Bug: the loop stops before the card of the last address, which belongs to the range.
using System;
using System.Threading;
using NotifierSdk;

public sealed partial class CardTable : IntervalNotifier
{
    private const int CardShift = 9;

    [DriverLock] private readonly object _lock = new();
    [GuardedBy(nameof(_lock))] private readonly byte[] _cards;
    private readonly ulong _heapStart;
    private readonly Func<AddressRange, byte> _scan;

    public CardTable(AddressRange heap, Func<AddressRange, byte> scan)
    {
        _heapStart = heap.Start;
        _scan = scan;
        _cards = new byte[(heap.Length >> CardShift) + 1];
    }

    public int CountClean()
    {
        lock (_lock)
        {
            var clean = 0;
            foreach (var card in _cards)
            {
                if (card == 1)
                    clean++;
            }

            return clean;
        }
    }

    [Fault(Collect = nameof(Scan), Commit = nameof(Mark), MaxAttempts = 3)]
    public partial bool Clean(AddressRange card, CancellationToken cancellationToken);

    private byte Scan(AddressRange card) => _scan(card);

    private void Mark(AddressRange card, byte state) => _cards[CardOf(card.Start)] = state;

    private int CardOf(ulong address) => (int)((address - _heapStart) >> CardShift);

    [Invalidate(IgnoreEvents = [InvalidationEvent.SoftDirty])]
    private void Dirty(AddressRange range)
    {
        var first = CardOf(range.Start);
        var last = CardOf(range.Last);
        for (var card = first; card < last; card++)
            _cards[card] = 0;
    }
}
