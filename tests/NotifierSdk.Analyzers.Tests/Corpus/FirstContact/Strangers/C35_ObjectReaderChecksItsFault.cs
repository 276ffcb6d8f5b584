// Correct: The status of the fault decides what the reader says; a fault that lost its page again before the lookup is treated as a collision.
using System;
using System.Collections.Generic;
using NotifierSdk;



public abstract record ReadResult
{
    public sealed record Value(ulong Word) : ReadResult;

    public sealed record NotMapped : ReadResult;

    public sealed record Busy(FaultStatus Why) : ReadResult;
}

public sealed partial class WordReader(Func<AddressRange, ulong[]?> readPage) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("word reader");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong[]> _pages = [];

    [Fault(Collect = nameof(TryReadPage), Commit = nameof(Keep), MaxAttempts = 5, TimeoutMilliseconds = 300)]
    public partial FaultStatus Fault(AddressRange page);

    public ReadResult Read(ulong address)
    {
        if (TryGet(address, out var word))
            return new ReadResult.Value(word);

        var status = Fault(AddressRange.FromLength(address & ~0xffful, 4096));
        return status switch
        {
            FaultStatus.Completed when TryGet(address, out word) => new ReadResult.Value(word),
            FaultStatus.Completed => new ReadResult.Busy(FaultStatus.Collided),
            FaultStatus.Unavailable => new ReadResult.NotMapped(),
            _ => new ReadResult.Busy(status),
        };
    }

    private bool TryGet(ulong address, out ulong word)
    {
        using (_lock.EnterScope())
        {
            word = 0;
            if (!_pages.TryGetValue(address >> 12, out var words))
                return false;
            word = words[(address & 0xfff) / 8];
            return true;
        }
    }

    private bool TryReadPage(AddressRange page, out ulong[] words)
    {
        words = readPage(page)!;
        return words is not null;
    }

    private void Keep(AddressRange page, ulong[] words) => _pages[page.Start >> 12] = words;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _pages.Remove(page);
    }
}
