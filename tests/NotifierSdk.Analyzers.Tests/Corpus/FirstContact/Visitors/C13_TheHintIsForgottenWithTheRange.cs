// Correct: the region that was looked up last is kept under the lock after the check, and the callback forgets it with the range.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed partial class ProcessView : IntervalNotifier
{
    private readonly Func<ulong, AddressRange?> _findRegion;
    private readonly Func<ulong, ulong> _readWord;

    [DriverLock] private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _words = [];
    [GuardedBy(nameof(_lock))] private AddressRange? _hint;

    public ProcessView(Func<ulong, AddressRange?> findRegion, Func<ulong, ulong> readWord)
    {
        _findRegion = findRegion;
        _readWord = readWord;
    }

    private readonly record struct Peeked(AddressRange Region, ulong Word);

    [Fault(Range = nameof(PageOf), Collect = nameof(TryPeek), Commit = nameof(Keep))]
    public partial bool TryLoad(ulong address);

    public ulong? this[ulong address]
    {
        get
        {
            lock (_lock)
                return _words.TryGetValue(address, out var word) ? word : null;
        }
    }

    private static AddressRange PageOf(ulong address) => AddressRange.FromLength(address & ~0xFFFul, 0x1000);

    private bool TryPeek(ulong address, out Peeked peeked)
    {
        AddressRange? region;
        lock (_lock)
            region = _hint is { } hint && hint.Contains(address) ? hint : null;

        region ??= _findRegion(address);
        if (region is not { } found)
        {
            peeked = default;
            return false;
        }

        peeked = new Peeked(found, _readWord(address));
        return true;
    }

    private void Keep(ulong address, Peeked peeked)
    {
        _words[address] = peeked.Word;
        _hint = peeked.Region.Intersect(PageOf(address)); // only this much is covered by the check
    }

    [Invalidate]
    private void Forget(AddressRange range)
    {
        if (_hint is { } hint && hint.Overlaps(range))
            _hint = null;
        foreach (var address in _words.Keys.Where(address => range.Contains(address)).ToArray())
            _words.Remove(address);
    }
}
