using NotifierSdk.Engine;

namespace NotifierSdk;

/// <summary>An announced change, from begin to end. The mapping changes inside the scope; disposing ends it (protocol, section 2).</summary>
/// <remarks>
/// It ends once however often it was copied, so disposing a copy again does nothing. A scope that is never ended makes the faults and removes of
/// the notifiers it hit wait for ever. The thread that opened it must not wait, inside it, for anything it overlaps: that throws.
/// </remarks>
public readonly ref struct InvalidationScope
{
    private readonly InvalidationSlot? _slot;
    private readonly long _word; // the slot's, as long as this scope may end the invalidation
    private readonly ThreadContext _thread; // a ref struct stays on the thread that opened it

    internal InvalidationScope(InvalidationSlot slot, long word, ThreadContext thread)
    {
        _slot = slot;
        _word = word;
        _thread = thread;
    }

    /// <summary>Ends the invalidation: faults of the range may succeed again. Never throws and does not wait; wakes those who wait for it.</summary>
    public void Dispose()
    {
        if (_slot is not null && _slot.TryEnd(_word))
            _thread.Closed();
    }

    /// <summary>Hands the invalidation to whoever ends it, for hooks that are two calls and for changes that complete asynchronously.</summary>
    /// <returns>The invalidation. Disposing this scope, or a copy of it, no longer ends it.</returns>
    /// <exception cref="InvalidOperationException">The scope has ended or was detached before, or is a default value.</exception>
    public OpenInvalidation Detach()
    {
        if (_slot is null || !_slot.TryDetach(_word, out var detached))
            throw new InvalidOperationException("Only a scope that is open can be detached; this one has ended, was detached before, or never began.");
        _thread.Closed();
        return new OpenInvalidation(_slot, detached);
    }
}
