// Correct: the fault itself announces a change of the page inside its read section; the callback knows the driver's own changes and accepts them without SetSeq, because a protection changes no content.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


/// <summary>A store to a protected page traps, and the trap announces a Write before it lifts the protection.</summary>
public interface ITrappedMemory
{
    void WriteProtect(AddressRange page);

    ulong Hash(AddressRange page);
}

/// <summary>Remembers hashes of pages, for incremental checkpoints.</summary>
public sealed class PageHashes : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _lock = new("page hashes");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _hashes = [];
    private readonly AddressSpace _space;
    private readonly ITrappedMemory _memory;

    public PageHashes(AddressSpace space, ITrappedMemory memory)
    {
        _space = space;
        _memory = memory;
        Owner = this;
    }

    public bool Hash(ulong page, CancellationToken cancel)
    {
        var range = AddressRange.FromLength(page * PageSize, PageSize);
        for (var attempt = 1; attempt <= 8; attempt++)
        {
            var token = ReadBegin(range, cancel);
            using (_space.BeginInvalidate(range, InvalidationEvent.ProtectionPage, this))
                _memory.WriteProtect(range);

            var hash = _memory.Hash(range);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _hashes[page] = hash;
                return true;
            }
        }

        return false;
    }

    public bool IsUnchanged(ulong page, ulong since)
    {
        using (_lock.EnterScope())
            return _hashes.TryGetValue(page, out var hash) && hash == since;
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (ReferenceEquals(invalidation.Owner, this))
            return true;

        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _hashes.Remove(page);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using var scope = _lock.EnterScope();
    }
}
