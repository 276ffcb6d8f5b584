using NotifierSdk.Checks;
using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>What a thread is in the middle of: the callbacks it runs and the invalidation scopes it opened. Waiting in either could wait for itself.</summary>
internal sealed class ThreadContext
{
    [ThreadStatic]
    private static ThreadContext? t_current;

    // Of every space. A number, and not a part of the context: the runtime keeps it where one look finds it.
    [ThreadStatic]
    private static int t_callbacks;

    private AddressSpace? _callback; // the innermost
    private Stack<AddressSpace>? _outerCallbacks; // of callbacks that announced changes of other spaces
    private int _openScopes;
    private int _place = ThreadPlaces.Unknown;

    /// <summary>Tells the slots that this thread opened from those of others.</summary>
    internal int Id { get; } = Environment.CurrentManagedThreadId;

    /// <summary>Where the slots are that are this thread's own; negative if it has none.</summary>
    internal int Place => Interception.IsEnabled && Interception.Scheduler is { } scheduler ? scheduler.SlotPlace : _place;

    /// <summary>Where this thread looks for a free slot first among those that all share, so that threads meet as rarely as may be.</summary>
    // An explorer's threads have theirs from it, as they have their place, so that a schedule can be replayed.
    internal int SlotHint => Interception.IsEnabled && Interception.Scheduler is { } scheduler ? scheduler.SlotHint : Id;

    /// <summary>What the callback that runs has saved, for validation mode.</summary>
    internal ulong SavedSequence { get; set; }

    /// <summary>What the callback that has returned last had saved, for validation mode.</summary>
    internal ulong ReturnedSequence { get; set; }

    /// <summary>A lock that the callback which has returned last took and did not release, for validation mode; null if there is none.</summary>
    internal LockClass? KeptLock { get; set; }

    internal static ThreadContext Current => t_current ?? Create();

    /// <summary>Whether the calling thread runs a callback, of whatever space.</summary>
    internal static bool IsInCallback => t_callbacks != 0;

    /// <summary>Whether the thread is in a callback or a scope, of whatever space.</summary>
    internal bool IsBusy => (_callback is not null) | (_openScopes != 0);

    internal void EnterCallback(AddressSpace space)
    {
        if (_callback is not null)
            (_outerCallbacks ??= []).Push(_callback);
        _callback = space;
        t_callbacks++;
    }

    internal void LeaveCallback()
    {
        t_callbacks--;
        _callback = _outerCallbacks is { Count: > 0 } ? _outerCallbacks.Pop() : null;
    }

    /// <summary>The place, which the thread asks for when it announces its first change.</summary>
    internal int ProvidePlace()
    {
        if (Place == ThreadPlaces.Unknown)
            _place = ThreadPlaces.Take();
        return Place;
    }

    /// <summary>A slot says that it is this thread's.</summary>
    internal void Opened() => _openScopes++;

    /// <summary>The scope has ended, or belongs to no thread any more.</summary>
    internal void Closed() => _openScopes--;

    /// <exception cref="InvalidOperationException">The thread runs a callback of the space.</exception>
    internal void ThrowIfInCallback(AddressSpace space, string operation, string remedy)
    {
        if (_callback is not null)
            ThrowIfInCallbackOf(space, operation, remedy);
    }

    /// <exception cref="InvalidOperationException">The thread itself holds an invalidation open that overlaps the range.</exception>
    internal void ThrowIfInvalidating(AddressSpace space, AddressRange range, string operation)
    {
        if (_openScopes != 0)
            ThrowIfOwn(space, range, registration: null, operation);
    }

    /// <exception cref="InvalidOperationException">The thread itself holds an invalidation open that the registration's removal would wait for.</exception>
    internal void ThrowIfInvalidating(AddressSpace space, Registration registration, string operation)
    {
        if (_openScopes != 0)
            ThrowIfOwn(space, registration.Range, registration, operation);
    }

    private static ThreadContext Create() => t_current = new ThreadContext();

    // Kept apart, so that those who ask stay small.
    private void ThrowIfInCallbackOf(AddressSpace space, string operation, string remedy)
    {
        if (ReferenceEquals(_callback, space) || _outerCallbacks?.Contains(space) == true)
        {
            throw new InvalidOperationException(
                $"{operation} was called in an invalidation callback of the address space '{space.Name}'; it would wait for the invalidation that waits for the callback. {remedy}");
        }
    }

    private void ThrowIfOwn(AddressSpace space, AddressRange range, Registration? registration, string operation)
    {
        if (space.Slots.FindOpenedBy(Id, range, registration) is { } own)
        {
            throw new InvalidOperationException(
                $"{operation} of {range} was called inside this thread's own invalidation scope ({own}); it would wait for the scope's end, which comes after it. End the scope first, or Detach it.");
        }
    }
}
