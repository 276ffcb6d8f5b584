using NotifierSdk.Engine;

namespace NotifierSdk;

/// <summary>Represents an announced change. Change the mapping inside the scope, and then dispose the scope to end the invalidation.</summary>
/// <remarks>
/// A scope ends only once, even if it was copied. Disposing it again, or disposing a copy, does nothing. If a scope is never ended, faults and removals of the notifiers that it hit wait for ever. Inside
/// the scope, its thread must not wait for anything that overlaps it; such calls throw.
/// </remarks>
public readonly ref struct InvalidationScope
{
    private readonly InvalidationSlot? _slot;
    private readonly long _word; // the slot's, as long as this scope may end the invalidation
    private readonly ref int _openScopes; // of the thread that opened it, which a ref struct stays on

    internal InvalidationScope(InvalidationSlot slot, long word, ref int openScopes)
    {
        _slot = slot;
        _word = word;
        _openScopes = ref openScopes;
    }

    /// <summary>Ends the invalidation, so that faults of the range can succeed again. The method never throws and never waits. It wakes the threads that wait for the end.</summary>
    public void Dispose()
    {
        if (_slot is not null && _slot.TryEndScope(_word))
            _openScopes--;
    }

    /// <summary>Separates the invalidation from the scope, for hooks that consist of two calls and for changes that complete asynchronously.</summary>
    /// <returns>The invalidation. Disposing this scope or a copy of it no longer ends the invalidation.</returns>
    /// <exception cref="InvalidOperationException">The scope has ended, was detached before, or is a default value.</exception>
    public OpenInvalidation Detach()
    {
        if (_slot is null || !_slot.TryDetach(_word, out var detached))
            throw new InvalidOperationException("Only a scope that is open can be detached; this one has ended, was detached before, or never began.");
        _openScopes--;
        return new OpenInvalidation(_slot, detached);
    }
}
