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

    internal InvalidationScope(InvalidationSlot slot, long word)
    {
        _slot = slot;
        _word = word;
    }

    /// <summary>Whether it holds an invalidation; false for the default value, which a refused begin leaves.</summary>
    internal bool IsOpened => _slot is not null;

    /// <summary>Ends the invalidation, so that faults of the range can succeed again. The method never throws. It wakes the threads that wait for the end, and then calls <c>InvalidateRangeEnd</c> of the range notifiers. It waits for nothing else.</summary>
    public void Dispose() => _slot?.EndScope(_word);

    /// <summary>Separates the invalidation from the scope, for hooks that consist of two calls and for changes that complete asynchronously.</summary>
    /// <returns>The invalidation. Disposing this scope or a copy of it no longer ends the invalidation.</returns>
    /// <exception cref="InvalidOperationException">The scope has ended, was detached before, or is a default value.</exception>
    public OpenInvalidation Detach()
    {
        if (_slot is null || !_slot.TryDetach(_word, out var detached))
            throw new InvalidOperationException("Only a scope that is open can be detached; this one has ended, was detached before, or never began.");
        return new OpenInvalidation(_slot, detached);
    }
}
