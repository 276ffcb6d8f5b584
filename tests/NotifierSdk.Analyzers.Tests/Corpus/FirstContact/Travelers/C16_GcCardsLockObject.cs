// Correct: The lock is taken in one method and released in another, by a disposable struct that every caller puts into a using statement.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public sealed class RememberedSet : IntervalNotifier
{
    private const ulong CardSize = 512;

    private readonly object _cardLock = new object();
    private readonly Func<AddressRange, bool> _scan;
    private readonly SortedDictionary<ulong, bool> _cards = new SortedDictionary<ulong, bool>();

    public RememberedSet(Func<AddressRange, bool> scan)
    {
        _scan = scan;
    }

    public bool Scan(AddressRange card, CancellationToken cancel)
    {
        for (int i = 0; i < 10; i++)
        {
            ReadToken token = ReadBegin(card, cancel);
            bool dirty = _scan(card);
            using (Freeze())
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
        using Hold hold = Freeze();
        if (!_cards.ContainsKey(address / CardSize))
        {
            return false;
        }

        _cards[address / CardSize] = true;
        return true;
    }

    public void Shutdown()
    {
        TryRemove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_cardLock, invalidation.IsBlockable ? Timeout.Infinite : 0))
        {
            return false;
        }

        using (new Hold(_cardLock))
        {
            SetSeq(invalidation.Sequence);
            foreach (ulong card in invalidation.Overlap.Pages(CardSize))
            {
                _cards.Remove(card);
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (Freeze())
        {
        }
    }

    private Hold Freeze()
    {
        Monitor.Enter(_cardLock);
        return new Hold(_cardLock);
    }

    private readonly struct Hold : IDisposable
    {
        private readonly object _held;

        public Hold(object held)
        {
            _held = held;
        }

        public void Dispose()
        {
            Monitor.Exit(_held);
        }
    }
}
