using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>One running invalidation, and the one word that says who may end it: its scope, the holder of the detached form, or nobody any more.</summary>
internal sealed class InvalidationSlot(AddressRange range, InvalidationEvent @event)
{
    internal const long Scoped = 1, Detached = 2, Ended = 3;

    private long _state = Scoped;

    internal AddressRange Range { get; } = range;

    internal InvalidationEvent Event { get; } = @event;

    internal long State => Word.Read(ref _state, this, nameof(State));

    /// <summary>Moves the word on; false if somebody else did before, and has the invalidation now.</summary>
    internal bool TryMove(long from, long to) => Word.CompareExchange(ref _state, to, from, this, nameof(State));
}
