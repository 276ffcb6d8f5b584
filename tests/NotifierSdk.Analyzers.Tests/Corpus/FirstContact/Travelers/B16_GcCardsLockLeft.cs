// Breaks: NSDK4002
// Bug: TryMark returns from inside the held monitor when the card is not cached, and never releases it.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


/// <summary>Cards of a generational collector: which pages of the heap point into the nursery.</summary>
public sealed class CardTable : IntervalNotifier
{
    private const ulong CardSize = 512;

    private readonly object _cardLock = new object();
    private readonly Func<AddressRange, bool> _scan;
    [GuardedBy(nameof(_cardLock))] private readonly SortedDictionary<ulong, bool> _cards = new SortedDictionary<ulong, bool>();

    public CardTable(Func<AddressRange, bool> scan)
    {
        _scan = scan;
    }

    public bool Scan(AddressRange card, CancellationToken cancel)
    {
        for (int i = 0; i < 10; i++)
        {
            ReadToken token = ReadBegin(card, cancel);
            bool dirty = _scan(card);
            lock (_cardLock)
            {
                if (!ReadRetry(token))
                {
                    _cards[card.Start / CardSize] = dirty;
                    return true;
                }
            }
        }

        return false;
    }

    public bool TryMark(ulong address)
    {
        Monitor.Enter(_cardLock);
        if (!_cards.ContainsKey(address / CardSize))
        {
            return false;
        }

        _cards[address / CardSize] = true;
        Monitor.Exit(_cardLock);
        return true;
    }

    public void Shutdown()
    {
        TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
        {
            Monitor.Enter(_cardLock);
        }
        else if (!Monitor.TryEnter(_cardLock))
        {
            return false;
        }

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (ulong card in invalidation.Overlap.Pages(CardSize))
            {
                _cards.Remove(card);
            }
        }
        finally
        {
            Monitor.Exit(_cardLock);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_cardLock)
        {
        }
    }
}
