using NotifierSdk.Linux;

namespace NotifierSdk.Testing.Tests.Drivers;

/// <summary>The README's driver, written by hand, with the mistake that is made most often: it asks for a collision before it takes the lock.</summary>
internal sealed class BrokenTranslations(MappedMemory memory) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly SortedDictionary<ulong, ulong> _offsets = [];

    internal FaultStatus Fault(AddressRange page)
    {
        while (true)
        {
            var token = ReadBegin(page);
            if (!memory.TryTranslate(page.Start, out _, out var offset))
                return FaultStatus.Unavailable;
            if (ReadRetry(token))
                continue;
            using (_lock.EnterScope())
                _offsets[page.Start] = offset;
            return FaultStatus.Completed;
        }
    }

    internal ulong? OffsetAt(AddressRange page)
    {
        using (_lock.EnterScope())
            return _offsets.TryGetValue(page.Start, out var offset) ? offset : null;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var range = invalidation.Range;
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in _offsets.Keys.Where(page => range.Contains(page)).ToArray())
                _offsets.Remove(page);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
