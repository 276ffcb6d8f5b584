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
    private int _openedBy; // the thread that holds it in a scope; 0 when it is detached
    private object? _owner; // for messages, as is the next
    private OpeningPlace? _openedAt; // in validation mode
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

    /// <summary>What runs here. Only for whoever runs or ends it, as is the event; anybody else looks with <see cref="TryLook"/>.</summary>
    internal AddressRange Range => AddressRange.FromStored(_start, _last);

    internal InvalidationEvent Event => (InvalidationEvent)_event;

    /// <summary>What telemetry calls it; of no other slot in the process.</summary>
    internal int Number { get; } = InvalidationTelemetry.NextSlotNumber();

    internal static long GenerationOf(long word) => word >> PhaseBits;

    /// <summary>Takes the slot if it is free and publishes the invalidation in it; <paramref name="word"/> is what the slot holds until somebody ends or detaches it.</summary>
    internal bool TryClaim(AddressRange range, InvalidationEvent @event, object? owner, int openedBy, out long word)
    {
        word = Word.Read(ref _word, this, nameof(_word));
        if ((word & PhaseMask) != Free)
            return false;
        var claimed = word + (1 << PhaseBits) + Claimed;
        if (!Word.CompareExchange(ref _word, claimed, word, this, nameof(_word)))
            return false;

        // After the claim, before the publication: a scan that reads a mixture finds another word when it looks again.
        _start = range.Start;
        _last = range.Last;
        _event = (int)@event;
        _openedBy = openedBy;
        if (owner != _owner)
            _owner = owner;
        if (ValidationMode.IsEnabled)
            RememberPlace();
        Interception.Wrote(this, nameof(_start));
        Interception.Wrote(this, nameof(_last));
        Interception.Wrote(this, nameof(_event));
        Interception.Wrote(this, nameof(_openedBy));
        word = claimed - Claimed + Scoped;
        // A full fence: the read of the tree that follows pairs with the scan that follows a swap of the tree.
        Word.Exchange(ref _word, word, this, nameof(_word));
        return true;
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

    /// <summary>Takes the invalidation from its scope; false if the word moved on before.</summary>
    internal bool TryDetach(long word, out long detached)
    {
        detached = (word & ~PhaseMask) + Detached;
        if (!Word.CompareExchange(ref _word, detached, word, this, nameof(_word)))
            return false;
        _openedBy = 0;
        Interception.Wrote(this, nameof(_openedBy));
        return true;
    }

    /// <summary>Ends the invalidation, if the word shows that nobody did before: gives its hits back, frees the slot, wakes those who wait for it; then the range notifiers' ends run.</summary>
    internal bool TryEnd(long word)
    {
        // Not to be trusted before the compare-exchange succeeds, but then it was right: nobody else may end this invalidation.
        var isUnheard = _hits.Count == 0 && _held is null;
        if (!Word.CompareExchange(ref _word, (word & ~PhaseMask) + (isUnheard ? Free : Ending), word, this, nameof(_word)))
            return false;
        if (NotifierEventSource.Log.IsEnabled())
            InvalidationTelemetry.Ended(this, word);
        Interception.Happened(ProtocolStep.End, this);
        if (isUnheard)
        {
            // The word was freed with a full fence; pairs with the announcement of those who wait for this slot.
            _waiters.WakeAll(this);
            return true;
        }

        EndHeard(word);
        return true;
    }

    // Kept apart, as what is copied here: nearly every end has nothing to give back.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndHeard(long word)
    {
        _hits.GiveBack();
        if (_held is not null)
        {
            EndHeld(word);
            return;
        }

        // A full fence; pairs with the announcement of those who wait for this slot.
        Word.Exchange(ref _word, word & ~PhaseMask, this, nameof(_word));
        _waiters.WakeAll(this);
    }

    /// <summary>Frees the slot with what it holds of range notifiers, whose ends run last: a further invalidation may take the slot before.</summary>
    private void EndHeld(long word)
    {
        var (held, announced) = (_held!, _announced);
        (_held, _announced) = (null, default);
        // As in EndHeard.
        Word.Exchange(ref _word, word & ~PhaseMask, this, nameof(_word));
        _waiters.WakeAll(this);
        RangeWalk.End(Space, ThreadContext.Current, held, in announced);
    }

    /// <summary>The generation that runs here and overlaps the range; null if none does.</summary>
    internal long? OverlappingGeneration(AddressRange range) =>
        TryLook(out var generation, out var running, out _, out _) && running.Overlaps(range) ? generation : null;

    /// <summary>What runs here, in one consistent look; false if nothing does.</summary>
    /// <remarks>
    /// A slot that is free, or claimed and not yet published, or that changes under the look, may be passed over by whoever has swapped the tree
    /// before: that invalidation reads the tree after the swap.
    /// </remarks>
    internal bool TryLook(out long generation, out AddressRange range, out InvalidationEvent @event, out int openedBy)
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
        var thread = openedBy == 0 ? "detached" : $"thread {openedBy}";
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RememberPlace() => _openedAt = new OpeningPlace(Environment.TickCount64, ValidationMode.Place());

    private sealed record OpeningPlace(long Tick, string Place)
    {
        internal string Age => string.Create(CultureInfo.InvariantCulture, $", for {(Environment.TickCount64 - Tick) / 1000.0:0.0} s");

        internal string Stack => $", opened{Environment.NewLine}{Place}";
    }

    [InlineArray(128)]
    private struct Padding
    {
        private byte _first;
    }
}
