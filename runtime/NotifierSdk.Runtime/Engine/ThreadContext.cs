using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>What a thread is in the middle of: the callbacks it runs and the invalidation scopes it opened. Waiting in either could wait for itself.</summary>
internal sealed class ThreadContext
{
    [ThreadStatic]
    private static ThreadContext? t_current;

    private readonly List<AddressSpace> _callbacks = []; // innermost last
    private readonly List<Scope> _scopes = [];

    private readonly int _slotHint = Environment.CurrentManagedThreadId;

    /// <summary>Where this thread looks for a free slot first, so that threads meet as rarely as may be.</summary>
    // An explorer's threads have theirs from it, so that a schedule can be replayed.
    internal int SlotHint => Interception.IsEnabled && Interception.Scheduler is { } scheduler ? scheduler.SlotHint : _slotHint;

    /// <summary>What the callback that runs has saved, for validation mode.</summary>
    internal ulong SavedSequence { get; set; }

    internal static ThreadContext Current => t_current ?? Create();

    internal void EnterCallback(AddressSpace space) => _callbacks.Add(space);

    internal void LeaveCallback() => _callbacks.RemoveAt(_callbacks.Count - 1);

    internal void Opened(AddressSpace space, InvalidationSlot slot, long word) => _scopes.Add(new Scope(space, slot, word));

    /// <summary>The scope has ended, or belongs to no thread any more.</summary>
    internal void Closed(InvalidationSlot slot, long word)
    {
        for (var index = _scopes.Count - 1; index >= 0; index--)
        {
            if (ReferenceEquals(_scopes[index].Slot, slot) && _scopes[index].Word == word)
            {
                _scopes.RemoveAt(index);
                return;
            }
        }
    }

    /// <exception cref="InvalidOperationException">The calling thread runs a callback of the space.</exception>
    internal static void ThrowIfInCallback(AddressSpace space, string operation, string remedy)
    {
        if (t_current is { _callbacks.Count: > 0 } current && current._callbacks.Contains(space))
        {
            throw new InvalidOperationException(
                $"{operation} was called in an invalidation callback of the address space '{space.Name}'; it would wait for the invalidation that waits for the callback. {remedy}");
        }
    }

    /// <exception cref="InvalidOperationException">The calling thread itself holds an invalidation open that overlaps the range.</exception>
    internal static void ThrowIfInvalidating(AddressSpace space, AddressRange range, string operation)
    {
        if (t_current is { _scopes.Count: > 0 } current)
            current.ThrowIfOverlaps(space, range, operation);
    }

    /// <exception cref="InvalidOperationException">The calling thread itself holds an invalidation open that overlaps what the registration covers.</exception>
    internal static void ThrowIfInvalidating(Registration registration, string operation)
    {
        if (t_current is { _scopes.Count: > 0 } current)
            current.ThrowIfOverlaps(registration.Space, registration.Range, operation);
    }

    private static ThreadContext Create() => t_current = new ThreadContext();

    private void ThrowIfOverlaps(AddressSpace space, AddressRange range, string operation)
    {
        foreach (var (scopeSpace, slot, word) in _scopes)
        {
            if (ReferenceEquals(scopeSpace, space) && slot.IsAt(word) && slot.Range.Overlaps(range))
            {
                throw new InvalidOperationException(
                    $"{operation} of {range} was called inside this thread's own invalidation scope ({slot.Event} of {slot.Range}); it would wait for the scope's end, which comes after it. End the scope first, or Detach it.");
            }
        }
    }

    private readonly record struct Scope(AddressSpace Space, InvalidationSlot Slot, long Word);
}
