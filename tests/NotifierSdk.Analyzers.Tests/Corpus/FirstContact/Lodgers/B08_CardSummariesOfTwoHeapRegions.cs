// Breaks: NSDK2009
// Bug: MovedFrom begins its section on the source region, but asks the destination region whether that token collided.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class HeapLock
{
    public readonly Lock Gate = new();
}

/// <summary>What the collector knows about the cards of one region of the heap.</summary>
public sealed class CardSummary : IntervalNotifier
{
    private const ulong CardSize = 512;

    private readonly HeapLock _heap;
    private readonly Dictionary<ulong, byte> _cards = new();
    private readonly Func<ulong, byte> _scanCard;

    public CardSummary(HeapLock heap, Func<ulong, byte> scanCard)
    {
        _heap = heap;
        _scanCard = scanCard;
    }

    public bool Scan(ulong address, CancellationToken cancellation)
    {
        var card = AddressRange.FromLength(address & ~(CardSize - 1), CardSize);
        for (var i = 0; i < 40; i++)
        {
            var token = ReadBegin(card, cancellation);
            var summary = _scanCard(card.Start);
            lock (_heap.Gate)
            {
                if (ReadRetry(token))
                    continue;
                _cards[card.Start / CardSize] = summary;
                return true;
            }
        }

        return false;
    }

    /// <summary>After an object moved: its old card is scanned again, and its new card will be.</summary>
    public bool MovedFrom(CardSummary source, ulong from, ulong to, CancellationToken cancellation)
    {
        for (var i = 0; i < 40; i++)
        {
            var token = source.ReadBegin(AddressRange.FromLength(from & ~(CardSize - 1), CardSize), cancellation);
            var summary = source._scanCard(from & ~(CardSize - 1));
            lock (_heap.Gate)
            {
                if (ReadRetry(token))
                    continue;
                source._cards[from / CardSize] = summary;
                _cards.Remove(to / CardSize);
                return true;
            }
        }

        return false;
    }

    public bool IsDirty(ulong address)
    {
        lock (_heap.Gate)
            return !_cards.TryGetValue(address / CardSize, out var summary) || summary != 0;
    }

    public void Cover(AddressSpace heap, AddressRange region) => heap.Insert(this, region);

    public void Retire() => Remove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _heap.Gate.Enter();
        else if (!_heap.Gate.TryEnter())
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var card in invalidation.Overlap.Pages(CardSize))
                _cards.Remove(card);
        }
        finally
        {
            _heap.Gate.Exit();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_heap.Gate)
        {
        }
    }
}
