namespace NotifierSdk.Testing.Tests.Drivers;

/// <summary>A driver written by hand, of which a test may leave out or replace a step.</summary>
internal sealed class HandWritten(PageMemory memory) : IntervalNotifier
{
    private readonly Dictionary<ulong, int> _versions = [];

    internal DriverLock Lock { get; } = new();

    /// <summary>Whether the callback saves the sequence.</summary>
    internal bool SavesSequence { get; init; } = true;

    /// <summary>Whether the callback takes the lock.</summary>
    internal bool LocksInCallback { get; init; } = true;

    /// <summary>Whether the callback drops before it saves the sequence, outside of the lock.</summary>
    internal bool SavesAfterDrop { get; init; }

    /// <summary>Whether the fault asks for a collision under the lock.</summary>
    internal bool RetriesUnderLock { get; init; } = true;

    /// <summary>What becomes of a page that was pinned and not committed.</summary>
    internal Action<PinnedPage>? Discard { get; init; }

    internal List<PinnedPage> Pins { get; } = [];

    internal FaultStatus Fault(AddressRange page)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var token = ReadBegin(page);
            var pin = memory.Pin(page);
            if (TryCommit(token, page, pin))
                return FaultStatus.Completed;
            Discard?.Invoke(pin);
        }

        return FaultStatus.Collided;
    }

    internal int VersionAt(AddressRange page)
    {
        using (Lock.EnterScope())
            return _versions.GetValueOrDefault(page.Start);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!LocksInCallback)
        {
            Drop(invalidation.Range);
            SetSeq(invalidation.Sequence);
            return true;
        }

        if (SavesAfterDrop)
        {
            using (Lock.EnterScope())
                Drop(invalidation.Range);
            using (Lock.EnterScope())
                SetSeq(invalidation.Sequence);
            return true;
        }

        using (Lock.EnterScope())
        {
            if (SavesSequence)
                SetSeq(invalidation.Sequence);
            Drop(invalidation.Range);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (Lock.EnterScope())
        {
        }
    }

    private bool TryCommit(ReadToken token, AddressRange page, PinnedPage pin)
    {
        if (!RetriesUnderLock && ReadRetry(token))
            return false;
        using (Lock.EnterScope())
        {
            if (RetriesUnderLock && ReadRetry(token))
                return false;
            _versions[page.Start] = pin.Version;
            Pins.Add(pin);
            return true;
        }
    }

    private void Drop(AddressRange range)
    {
        foreach (var page in _versions.Keys.Where(page => range.Contains(page)).ToArray())
            _versions.Remove(page);
        foreach (var pin in Pins.ToArray())
        {
            if (!range.Contains((ulong)pin.Page * 4096))
                continue;
            pin.Unpin();
            Pins.Remove(pin);
        }
    }
}
