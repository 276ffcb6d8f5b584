using System.Globalization;
using System.Runtime.CompilerServices;
using NotifierSdk.Seam;
using NotifierSdk.Telemetry;
using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>A place for one running invalidation (protocol, section 4). Used again and again, so whoever remembers an invalidation remembers the slot and its generation.</summary>
internal sealed class InvalidationSlot(AddressSpace space)
{
    // The word: the generation above three bits of phase. A claim moves the generation on.
    private const int PhaseBits = 3;
    private const long PhaseMask = (1 << PhaseBits) - 1;
    private const long Free = 0, Claimed = 1, Scoped = 2, Detached = 3, Ending = 4, Retired = 5;

    private long _word;
    private ulong _start;
    private ulong _last;
    private int _event;
    private long _openedBy; // the thread that holds it in a scope, as ThreadContext.Id; 0 when it is detached
    private object? _owner;
    private OpeningPlace? _openedAt; // for messages, in validation mode
    private WaitQueue _waiters;
    private HitList _hits;
    private RangeRegistration[]? _held;
    private Invalidation _announced; // for the ends of those held
    private Padding _padding; // no two slots share a cache line, so that threads in slots of their own do not slow each other

    internal AddressSpace Space { get; } = space;

    /// <summary>What the running invalidation has hit. Only for whoever runs or ends it.</summary>
    internal ref HitList Hits => ref _hits;

    /// <summary>The range notifiers that this invalidation has started, to be ended when it ends. Only for whoever runs it.</summary>
    internal void Hold(RangeRegistration[] held, in Invalidation announced)
    {
        _held = held;
        _announced = announced;
    }

    /// <summary>What runs here. Only for whoever runs or ends it, as are the event and the owner; anybody else looks with <see cref="TryLook"/>.</summary>
    internal AddressRange Range => AddressRange.FromStored(_start, _last);

    internal InvalidationEvent Event => (InvalidationEvent)_event;

    internal object? Owner => _owner;

    /// <summary>What telemetry calls it; of no other slot in the process.</summary>
    internal int Number { get; } = InvalidationTelemetry.NextSlotNumber();

    internal static long GenerationOf(long word) => word >> PhaseBits;

    /// <summary>
    /// Publishes an invalidation in a slot that nobody but the calling thread publishes in, if the last one there has ended; <paramref name="word"/> is what the slot
    /// holds until somebody ends or detaches it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryPublish(AddressRange range, InvalidationEvent @event, object? owner, long openedBy, out long word)
    {
        // Acquire: another thread may have ended the last one, which was detached. Pairs with the release in FreeAndWake.
        var free = Word.Read(ref _word, this, nameof(_word));
        word = free;
        if ((free & PhaseMask) != Free)
            return false;
        word = Publish(free, range, @event, owner, openedBy, OpenedNow());
        return true;
    }

    /// <summary>The same in a slot that any thread may publish in: takes it before. <see cref="ScopedWord"/> is its word then.</summary>
    internal bool TryClaim(AddressRange range, InvalidationEvent @event, object? owner, long openedBy)
    {
        var free = Word.Read(ref _word, this, nameof(_word));
        if ((free & PhaseMask) != Free)
            return false;
        var openedAt = OpenedNow(); // before anything is written: it may throw
        var claimed = free + (1 << PhaseBits) + Claimed;
        if (!Word.CompareExchange(ref _word, claimed, free, this, nameof(_word)))
            return false;
        Publish(free, range, @event, owner, openedBy, openedAt);
        return true;
    }

    /// <summary>What the slot holds until somebody ends or detaches the invalidation. Only for the thread that has just published it: nobody else changes it.</summary>
    internal long ScopedWord => _word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Publish(long free, AddressRange range, InvalidationEvent @event, object? owner, long openedBy, OpeningPlace? openedAt)
    {
        // Each a release, behind the word that freed the slot: pairs with a look, which reads the word, these and the word again. Seen before it, they would be taken
        // for those of the last invalidation.
        Word.Fill(ref _start, range.Start, this, nameof(_start));
        Word.Fill(ref _last, range.Last, this, nameof(_last));
        Word.Fill(ref _event, (int)@event, this, nameof(_event));
        Word.Fill(ref _openedBy, openedBy, this, nameof(_openedBy));
        // It is null in a free slot: FreeAndWake clears it.
        if (owner is not null)
            _owner = owner;
        if (ValidationMode.IsEnabled)
            _openedAt = openedAt;
        var word = free + (1 << PhaseBits) + Scoped;
        // A full fence: the read of the tree that follows pairs with the scan that follows a swap of the tree.
        Word.Exchange(ref _word, word, this, nameof(_word));
        return word;
    }

    /// <summary>Keeps everybody from claiming the slot, if it is free.</summary>
    internal bool TryRetire()
    {
        var word = Word.Read(ref _word, this, nameof(_word));
        return (word & PhaseMask) == Free && Word.CompareExchange(ref _word, word + Retired, word, this, nameof(_word));
    }

    /// <summary>Takes that back. Only for whoever retired the slot.</summary>
    internal void Reinstate() => Word.Exchange(ref _word, Word.Read(ref _word, this, nameof(_word)) & ~PhaseMask, this, nameof(_word));

    internal bool IsAt(long word) => Word.Read(ref _word, this, nameof(_word)) == word;

    /// <summary>Whether the thread, which is the calling one, holds a scope here. False is certain: nobody else changes what the thread itself has open.</summary>
    internal bool MayBeOpenedBy(long thread) => (_word & PhaseMask) == Scoped && _openedBy == thread;

    /// <summary>Takes the invalidation from its scope; false if the word moved on before.</summary>
    internal bool TryDetach(long word, out long detached)
    {
        detached = (word & ~PhaseMask) + Detached;
        if (!Word.CompareExchange(ref _word, detached, word, this, nameof(_word)))
            return false;
        // Behind the word, which says already that the invalidation is in no scope: this is for messages.
        Word.Fill(ref _openedBy, 0, this, nameof(_openedBy));
        return true;
    }

    /// <summary>Ends the invalidation of a scope, unless a copy of the scope did before. Only for the thread that opened the scope.</summary>
    // One call for each end, and all that it needs where nobody was reached.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void EndScope(long word)
    {
        // No interlocked step decides: while the slot is scoped, nobody but this thread changes the word.
        if (!IsAt(word))
            return;
        if (_hits.Count != 0 || _held is not null || NotifierEventSource.Log.IsEnabled())
        {
            End(word);
            return;
        }

        Interception.Happened(ProtocolStep.End, this);
        FreeAndWake(word);
    }

    /// <summary>Ends a detached invalidation, if the word shows that nobody did before.</summary>
    internal bool TryEndDetached(long word)
    {
        // The one of several threads that succeeds ends it.
        if (!Word.CompareExchange(ref _word, (word & ~PhaseMask) + Ending, word, this, nameof(_word)))
            return false;
        End(word);
        return true;
    }

    /// <summary>Gives the hits back, frees the slot, wakes those who wait for it; then the range notifiers' ends run.</summary>
    // Kept apart: nearly every end has nothing to give back.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void End(long word)
    {
        if (NotifierEventSource.Log.IsEnabled())
            InvalidationTelemetry.Ended(this, word);
        Interception.Happened(ProtocolStep.End, this);
        _hits.GiveBack();
        if (_held is null)
            FreeAndWake(word);
        else
            EndHeld(word);
    }

    /// <summary>Frees the slot with what it holds of range notifiers, whose ends run last: a further invalidation may take the slot before.</summary>
    private void EndHeld(long word)
    {
        var (held, announced) = (_held!, _announced);
        (_held, _announced) = (null, default);
        FreeAndWake(word);
        RangeWalk.End(Space, held, in announced);
    }

    /// <summary>Frees the slot, and looks for waiters: a plain store, and no fence behind it.</summary>
    // Dekker with who waits for the slot: free, look for waiters | announce, process-wide fence, look at the slot again, park. That fence runs on this thread too: either
    // the store has left its processor by then, or the look comes after the announcement. A release: who sees the slot free sees the owner's change, and that its
    // walk of the tree has ended.
    private void FreeAndWake(long word)
    {
        // Before the word: whoever publishes here next writes his own. A free slot keeps nobody alive. Plain, as is the look in Describe, whose text for a message may then lack
        // the owner of what ends at this moment.
        if (_owner is not null)
            _owner = null;
        Word.Write(ref _word, word & ~PhaseMask, this, nameof(_word));
        _waiters.WakeAll(this);
    }

    /// <summary>The generation that runs here and overlaps the range; null if none does.</summary>
    internal long? OverlappingGeneration(AddressRange range) =>
        TryLook(out var generation, out var running, out _, out _) && running.Overlaps(range) ? generation : null;

    /// <summary>What runs here, in one consistent look; false if nothing does.</summary>
    /// <remarks>
    /// A slot that is free, or claimed and not yet published, or that changes under the look, may be passed over by whoever has swapped the tree
    /// before: that invalidation reads the tree after the swap.
    /// </remarks>
    internal bool TryLook(out long generation, out AddressRange range, out InvalidationEvent @event, out long openedBy)
    {
        var word = Word.Read(ref _word, this, nameof(_word));
        // Each volatile, so that they stay between the two looks at the word.
        var start = Word.Read(ref _start, this, nameof(_start));
        var last = Word.Read(ref _last, this, nameof(_last));
        @event = (InvalidationEvent)Word.Read(ref _event, this, nameof(_event));
        openedBy = Word.Read(ref _openedBy, this, nameof(_openedBy));
        var again = Word.Read(ref _word, this, nameof(_word));
        generation = word >> PhaseBits;
        var isRunning = (word & PhaseMask) is not (Free or Claimed or Retired) && again >> PhaseBits == generation && (again & PhaseMask) is not (Free or Retired);
        range = isRunning ? AddressRange.FromStored(start, last) : default;
        return isRunning;
    }

    /// <summary>What runs here and overlaps the range, in words: a picture of the moment, for a message. Null if nothing does.</summary>
    internal string? Describe(AddressRange range)
    {
        if (!TryLook(out var generation, out var running, out var @event, out var openedBy) || !running.Overlaps(range))
            return null;
        var (owner, openedAt) = (_owner, _openedAt);
        var thread = openedBy == 0 ? "detached" : $"thread {(int)openedBy}";
        var text = $"{@event} of {running} ({(owner is null ? "" : $"owner {AddressSpace.Describe(owner)}, ")}{thread}{openedAt?.Age})";
        return IsRunning(generation) ? text + openedAt?.Stack : null;
    }

    internal bool IsRunning(long generation)
    {
        // Acquire: whoever sees the slot free sees the owner's change.
        var word = Word.Read(ref _word, this, nameof(_word));
        return word >> PhaseBits == generation && (word & PhaseMask) is not (Free or Retired);
    }

    internal void Announce(Waiter waiter) => _waiters.Announce(waiter, this);

    internal void Withdraw(Waiter waiter) => _waiters.Withdraw(waiter);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static OpeningPlace? OpenedNow() => ValidationMode.IsEnabled ? OpeningPlace.Here() : null;

    private sealed record OpeningPlace(long Tick, string Place)
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        internal static OpeningPlace Here() => new(Environment.TickCount64, ValidationMode.Place());

        internal string Age => string.Create(CultureInfo.InvariantCulture, $", for {(Environment.TickCount64 - Tick) / 1000.0:0.0} s");

        internal string Stack => $", opened{Environment.NewLine}{Place}";
    }

    [InlineArray(128)]
    private struct Padding
    {
        private byte _first;
    }
}
