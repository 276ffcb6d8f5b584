using System.Numerics;
using System.Runtime.CompilerServices;
using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>
/// The slots of a space. A thread that has a place has a slot of its own, which it publishes in without claiming it; what it announces while that is in use, and
/// what other threads announce, is in slots that all share. Those never run out: when none is free, more are appended. After a burst whoever looks through them
/// all drops those that are too many.
/// </summary>
internal sealed class SlotTable(AddressSpace space)
{
    private static readonly int s_initialCount = (int)BitOperations.RoundUpToPowerOf2((uint)Interception.Processors * 2);

    private const int SparseFactor = 8;

    private InvalidationSlot?[] _owned = []; // by the places of threads, which count from 1; an array is never changed
    private InvalidationSlot[] _slots = Append(space, [], s_initialCount); // those that all share

    /// <summary>How many slots all share, free ones among them.</summary>
    internal int Count => Word.Read(ref _slots, this, nameof(_slots)).Length;

    /// <summary>How many threads, or places of threads that have ended, have a slot of their own.</summary>
    internal int OwnedCount => Word.Read(ref _owned, this, nameof(_owned)).Count(static slot => slot is not null);

    /// <summary>Finds a free slot, the thread's own if that is free, and publishes the invalidation in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal InvalidationSlot Claim(AddressRange range, InvalidationEvent @event, object? owner, out long word)
    {
        var place = ThreadContext.Place; // what is no place has no slot: negative, it is beyond the array, and there is none at 0
        var owned = Word.Read(ref _owned, this, nameof(_owned));
        if ((uint)place < (uint)owned.Length && owned[place] is { } own && own.TryPublish(range, @event, owner, ThreadContext.Id, out word))
            return own;
        var another = ClaimAnother(range, @event, owner);
        word = another.ScopedWord; // and not an argument of that call, for which it would have to be in memory
        return another;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private InvalidationSlot ClaimAnother(AddressRange range, InvalidationEvent @event, object? owner)
    {
        if (ThreadContext.ProvidePlace() is var place and > ThreadPlaces.Unknown && TryProvideOwn(place) is { } own && own.TryPublish(range, @event, owner, ThreadContext.Id, out _))
            return own;
        var hint = ThreadContext.SlotHint;
        while (true)
        {
            var slots = Word.Read(ref _slots, this, nameof(_slots));
            for (var index = 0; index < slots.Length; index++)
            {
                var slot = slots[(hint + index) & (slots.Length - 1)];
                if (slot.TryClaim(range, @event, owner, ThreadContext.Id))
                    return slot;
            }

            // Whoever loses the race finds the winner's slots on the next round. Full fence, before the claim of a new slot: a scan that
            // misses the appended slots has read the table before, so its tree was swapped before that claim reads the tree.
            Word.CompareExchange(ref _slots, Append(space, slots, slots.Length), slots, this, nameof(_slots));
        }
    }

    /// <summary>Makes the slot of the calling thread's place, at the first change that it announces to the space; null if it was made before.</summary>
    private InvalidationSlot? TryProvideOwn(int place)
    {
        InvalidationSlot? own = null;
        while (true)
        {
            var owned = Word.Read(ref _owned, this, nameof(_owned));
            if (place < owned.Length && owned[place] is not null)
                return null; // nobody else makes it: it was there before
            var grown = new InvalidationSlot?[Math.Max(owned.Length, place + 1)];
            owned.CopyTo(grown, 0);
            grown[place] = own ??= new InvalidationSlot(space);
            // As where slots are appended: full fence, before the slot is published for the first time.
            if (Word.CompareExchange(ref _owned, grown, owned, this, nameof(_owned)))
                return own;
        }
    }

    /// <summary>The invalidations that run now and overlap the range; null if there are none.</summary>
    /// <remarks>To be called after the tree was swapped with a full fence; an invalidation that this look misses reads the new tree.</remarks>
    internal RunningInvalidation[]? FindRunning(AddressRange range)
    {
        List<RunningInvalidation>? running = null;
        var slots = All;
        while (slots.MoveNext())
        {
            if (slots.Current.OverlappingGeneration(range) is { } generation)
                (running ??= []).Add(new RunningInvalidation(slots.Current, generation));
        }

        ShrinkIfSparse(slots.Shared);
        return running?.ToArray();
    }

    /// <summary>Whether an invalidation runs that overlaps the range.</summary>
    internal bool IsAnyRunning(AddressRange range)
    {
        var slots = All;
        while (slots.MoveNext())
        {
            if (slots.Current.OverlappingGeneration(range) is not null)
                return true;
        }

        ShrinkIfSparse(slots.Shared);
        return false;
    }

    /// <summary>The running invalidations that overlap the range, in words; null if there are none. A picture of the moment, for a message.</summary>
    internal string? Describe(AddressRange range)
    {
        var running = new List<string>();
        for (var slots = All; slots.MoveNext();)
        {
            if (slots.Current.Describe(range) is { } text)
                running.Add(text);
        }

        return running.Count == 0 ? null : "these still ran: " + string.Join(", ", running);
    }

    /// <summary>
    /// An invalidation that the thread holds in a scope and that overlaps the range, or that the registration has to wait for from the time of an earlier
    /// range; in words, null if there is none.
    /// </summary>
    internal string? FindOpenedBy(long thread, AddressRange range, Registration? registration)
    {
        // Plain reads, and no step for an explorer, until a slot looks like the thread's own: what it has open is in the table, and nobody else changes that.
        for (var slots = new Enumerator(_owned, _slots); slots.MoveNext();)
        {
            var slot = slots.Current;
            if (slot.MayBeOpenedBy(thread) && slot.TryLook(out var generation, out var own, out var @event, out var openedBy) && openedBy == thread
                && (own.Overlaps(range) || (registration is not null && registration.WaitsFor(slot, generation))))
                return $"{@event} of {own}";
        }

        return null;
    }

    private Enumerator All => new(Word.Read(ref _owned, this, nameof(_owned)), Word.Read(ref _slots, this, nameof(_slots)));

    /// <summary>Drops the free ones of the slots that a burst has appended.</summary>
    private void ShrinkIfSparse(InvalidationSlot[] slots)
    {
        if (slots.Length > SparseFactor * s_initialCount)
            Shrink(slots);
    }

    private void Shrink(InvalidationSlot[] slots)
    {
        var retired = new List<InvalidationSlot>();
        var kept = new List<InvalidationSlot>(slots[..s_initialCount]);
        foreach (var slot in slots.AsSpan(s_initialCount))
        {
            if (slot.TryRetire())
                retired.Add(slot);
            else
                kept.Add(slot);
        }

        // A power of two, by new slots. As when slots are appended: a scan that reads the former table has swapped its tree before a claim of these.
        var count = (int)BitOperations.RoundUpToPowerOf2((uint)kept.Count);
        if (count < slots.Length && Word.CompareExchange(ref _slots, Append(space, [.. kept], count - kept.Count), slots, this, nameof(_slots)))
            return;
        // Somebody else has changed the table, or nothing would be gained: these are claimed again.
        retired.ForEach(static slot => slot.Reinstate());
    }

    private static InvalidationSlot[] Append(AddressSpace space, InvalidationSlot[] slots, int count)
    {
        var appended = new InvalidationSlot[slots.Length + count];
        slots.CopyTo(appended, 0);
        for (var index = slots.Length; index < appended.Length; index++)
            appended[index] = new InvalidationSlot(space);
        return appended;
    }

    /// <summary>Walks the slots of the threads, and then those that all share.</summary>
    private ref struct Enumerator(InvalidationSlot?[] owned, InvalidationSlot[] shared)
    {
        private int _index = -1;

        internal InvalidationSlot[] Shared { get; } = shared;

        internal InvalidationSlot Current { get; private set; } = null!;

        internal bool MoveNext()
        {
            while (++_index < owned.Length)
            {
                if (owned[_index] is not { } own)
                    continue;
                Current = own;
                return true;
            }

            if (_index - owned.Length >= Shared.Length)
                return false;
            Current = Shared[_index - owned.Length];
            return true;
        }
    }
}
