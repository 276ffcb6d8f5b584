using NotifierSdk.Engine;

namespace NotifierSdk;

/// <summary>An announced change, from begin to end. The mapping changes inside the scope; disposing ends it (protocol, section 2).</summary>
/// <remarks>
/// It ends once however often it was copied, so disposing a copy again does nothing. A scope that is never ended makes the faults and removes of
/// the notifiers it hit wait for ever. The thread that opened it must not wait, inside it, for anything it overlaps: that throws.
/// </remarks>
public readonly ref struct InvalidationScope
{
    private readonly OpenInvalidation _invalidation;

    internal InvalidationScope(OpenInvalidation invalidation) => _invalidation = invalidation;

    /// <summary>What changes.</summary>
    public AddressRange Range => _invalidation.Range;

    /// <summary>Ends the invalidation: faults of the range may succeed again. Never throws and does not wait; wakes those who wait for it.</summary>
    public void Dispose()
    {
        if (_invalidation.TryEnd())
            ThreadContext.Current.Closed(_invalidation);
    }

    /// <summary>Hands the invalidation to whoever ends it, for hooks that are two calls and for changes that complete asynchronously.</summary>
    /// <returns>The invalidation. Disposing this scope, or a copy of it, no longer ends it.</returns>
    /// <exception cref="InvalidOperationException">The scope has ended or was detached before, or is a default value.</exception>
    public OpenInvalidation Detach()
    {
        if (!_invalidation.TryDetach(out var detached))
            throw new InvalidOperationException("Only a scope that is open can be detached; this one has ended, was detached before, or never began.");
        ThreadContext.Current.Closed(_invalidation);
        return detached;
    }
}
