using System.Runtime.CompilerServices;
using NotifierSdk.Checks;
using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>What a thread is in the middle of: the callbacks it runs and the invalidation scopes it opened. Waiting in either could wait for itself. And where it publishes what it announces.</summary>
internal sealed class ThreadContext
{
    [ThreadStatic]
    private static ThreadContext? t_current;

    // What every change and every read looks at, of all spaces together. Numbers, and not a part of the context: the runtime keeps them where one look finds them, and an
    // object of a thread four looks further.
    [ThreadStatic]
    private static int t_callbacks;

    [ThreadStatic]
    private static int t_openScopes;

    [ThreadStatic]
    private static int t_place;

    [ThreadStatic]
    private static int t_id;

    private AddressSpace? _callback; // the innermost
    private Stack<AddressSpace>? _outerCallbacks; // of callbacks that announced changes of other spaces

    /// <summary>Tells the slots that the calling thread opened from those of others. Known once the thread has asked for a place.</summary>
    internal static int Id
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // as the others: inlined, they find the thread together
        get => Interception.IsEnabled ? Environment.CurrentManagedThreadId : t_id;
    }

    /// <summary>Where the slots are that are the calling thread's own, or one of the values of <see cref="ThreadPlaces"/> that are no place.</summary>
    internal static int Place
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Interception.IsEnabled && Interception.Scheduler is { } scheduler ? scheduler.SlotPlace : t_place;
    }

    /// <summary>Where the calling thread looks for a free slot first among those that all share, so that threads meet as rarely as may be.</summary>
    // An explorer's threads have theirs from it, as they have their place, so that a schedule can be replayed.
    internal static int SlotHint => Interception.IsEnabled && Interception.Scheduler is { } scheduler ? scheduler.SlotHint : Id;

    /// <summary>What the callback that runs has saved, for validation mode.</summary>
    internal ulong SavedSequence { get; set; }

    /// <summary>What the callback that has returned last had saved, for validation mode.</summary>
    internal ulong ReturnedSequence { get; set; }

    /// <summary>A lock that the callback which has returned last took and did not release, for validation mode; null if there is none.</summary>
    internal LockClass? KeptLock { get; set; }

    internal static ThreadContext Current => t_current ?? Create();

    /// <summary>Whether the calling thread runs a callback, of whatever space.</summary>
    internal static bool IsInCallback => t_callbacks != 0;

    /// <summary>Whether the calling thread is in a callback or a scope, of whatever space.</summary>
    internal static bool IsBusy
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (t_callbacks | t_openScopes) != 0;
    }

    /// <summary>How many scopes the calling thread holds open. Whoever keeps the reference stays on the thread.</summary>
    internal static ref int OpenScopes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref t_openScopes;
    }

    /// <summary>The calling thread begins to run callbacks of a space, until it leaves what this returns.</summary>
    internal static RunningCallback EnterCallback(AddressSpace space)
    {
        var thread = Current;
        if (thread._callback is not null)
            (thread._outerCallbacks ??= []).Push(thread._callback);
        thread._callback = space;
        t_callbacks++;
        return new RunningCallback(thread, ref t_callbacks);
    }

    /// <summary>The place, which the calling thread asks for when it announces its first change, together with its number.</summary>
    internal static int ProvidePlace()
    {
        if (Place == ThreadPlaces.Unknown)
        {
            // The context, too, while nothing is open yet: the first callback finds it, and needs no memory for it.
            _ = Current;
            t_id = Environment.CurrentManagedThreadId;
            t_place = ThreadPlaces.Take();
        }

        return Place;
    }

    /// <exception cref="InvalidOperationException">The thread runs a callback of the space.</exception>
    internal static void ThrowIfInCallback(AddressSpace space, string operation, string remedy)
    {
        if (t_callbacks != 0)
            Current.ThrowIfInCallbackOf(space, operation, remedy);
    }

    /// <exception cref="InvalidOperationException">The thread itself holds an invalidation open that overlaps the range.</exception>
    internal static void ThrowIfInvalidating(AddressSpace space, AddressRange range, string operation)
    {
        if (t_openScopes != 0)
            ThrowIfOwn(space, range, registration: null, operation);
    }

    /// <exception cref="InvalidOperationException">The thread itself holds an invalidation open that the registration's removal would wait for.</exception>
    internal static void ThrowIfInvalidating(AddressSpace space, Registration registration, string operation)
    {
        if (t_openScopes != 0)
            ThrowIfOwn(space, registration.Range, registration, operation);
    }

    /// <summary>Callbacks that a thread runs. It keeps what was found of the thread: to find it is a good part of a short callback.</summary>
    internal readonly ref struct RunningCallback(ThreadContext thread, ref int callbacks)
    {
        private readonly ref int _callbacks = ref callbacks;

        internal ThreadContext Thread { get; } = thread;

        internal void Leave()
        {
            _callbacks--;
            Thread._callback = Thread._outerCallbacks is { Count: > 0 } outer ? outer.Pop() : null;
        }
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

    private static void ThrowIfOwn(AddressSpace space, AddressRange range, Registration? registration, string operation)
    {
        if (space.Slots.FindOpenedBy(Id, range, registration) is { } own)
        {
            throw new InvalidOperationException(
                $"{operation} of {range} was called inside this thread's own invalidation scope ({own}); it would wait for the scope's end, which comes after it. End the scope first, or Detach it.");
        }
    }
}
