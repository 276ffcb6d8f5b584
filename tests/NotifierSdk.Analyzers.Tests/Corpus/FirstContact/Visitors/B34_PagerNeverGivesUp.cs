// Breaks: NSDK2012
// Bug: the loop has no bound, and cannot be cancelled either, so a mapping that never stands still keeps the thread for ever.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class ShadowPager : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, Mapping> _shadow = [];
    private readonly Func<ulong, Mapping> _guestWalk;

    public ShadowPager(Func<ulong, Mapping> guestWalk) => _guestWalk = guestWalk;

    public readonly record struct Mapping(ulong Frame, bool Write, bool Execute)
    {
        public bool Allows(char access) => access switch
        {
            'r' => true,
            'w' => Write,
            'x' => Execute,
            _ => throw new ArgumentOutOfRangeException(nameof(access)),
        };
    }

    public bool Access(ulong address, char kind, out ulong physical)
    {
        var mapping = Lookup(address) ?? Fault(address);
        physical = mapping.Frame | (address & 0xFFF);
        return mapping.Allows(kind);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            var overlap = invalidation.Overlap;
            foreach (var page in _shadow.Keys.Where(page => overlap.Contains(page)).ToArray())
                _shadow.Remove(page);
        }
        finally
        {
            _lock.Exit();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }

    private Mapping? Lookup(ulong address)
    {
        lock (_lock)
            return _shadow.TryGetValue(address & ~0xFFFul, out var mapping) ? mapping : null;
    }

    private ReadToken Begin(ulong page) => ReadBegin(AddressRange.FromLength(page, 0x1000));

    private Mapping Fault(ulong address)
    {
        var page = address & ~0xFFFul;
        while (true)
        {
            var token = Begin(page);
            var mapping = _guestWalk(page);
            lock (_lock)
            {
                if (!ReadRetry(token))
                    return _shadow[page] = mapping;
            }

            Thread.Yield();
        }
    }
}
