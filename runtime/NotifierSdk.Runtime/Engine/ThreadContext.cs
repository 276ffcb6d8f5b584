using System.Runtime.CompilerServices;
using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>What the runtime knows of the calling thread: the callbacks that it runs, in which waiting could wait for itself, and where it publishes what it announces.</summary>
internal static class ThreadContext
{
    private static int s_lastNumber;

    // What every change and every read looks at. Numbers, and no object of the thread: the runtime keeps them where one look finds them, and an object four looks further.
    [ThreadStatic]
    private static nint t_innermost; // the address of a CallbackFrame

    [ThreadStatic]
    private static int t_place;

    [ThreadStatic]
    private static long t_id;

    /// <summary>Tells the slots that the calling thread opened from those of all others, also of ended ones, whose managed ids come again. That id is the lower half. Known once the thread has asked for a place.</summary>
    internal static long Id
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // as the others: inlined, they find the thread together
        get => Interception.IsEnabled ? ProvideId() : t_id;
    }

    /// <summary>Where the slots are that are the calling thread's own, or one of the values of <see cref="ThreadPlaces"/> that are no place.</summary>
    internal static int Place
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Interception.IsEnabled && Interception.Scheduler is { } scheduler ? scheduler.SlotPlace : t_place;
    }

    /// <summary>Where the calling thread looks for a free slot first among those that all share, so that threads meet as rarely as may be.</summary>
    // An explorer's threads have theirs from it, as they have their place, so that a schedule can be replayed.
    internal static int SlotHint => Interception.IsEnabled && Interception.Scheduler is { } scheduler ? scheduler.SlotHint : (int)Id;

    /// <summary>Whether the calling thread runs a callback, of whatever space.</summary>
    internal static bool IsInCallback => t_innermost != 0;

    /// <summary>The calling thread begins to run callbacks of a space, until it leaves what this returns.</summary>
    /// <param name="space">The space.</param>
    /// <param name="frame">A local of the caller, which leaves before the local goes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe RunningCallback EnterCallback(AddressSpace space, ref CallbackFrame frame)
    {
        ref var innermost = ref t_innermost;
        frame.Space = space.Number;
        frame.Outer = innermost;
        innermost = (nint)Unsafe.AsPointer(ref frame);
        return new RunningCallback(ref innermost, frame.Outer);
    }

    /// <summary>The place, which the calling thread asks for when it announces its first change, together with its number.</summary>
    internal static int ProvidePlace()
    {
        if (Place == ThreadPlaces.Unknown)
        {
            ProvideId();
            t_place = ThreadPlaces.Take();
        }

        return Place;
    }

    /// <summary>The same for a thread that may have announced nothing.</summary>
    internal static long ProvideId()
    {
        // No protocol word: no step of an explored program depends on it.
#pragma warning disable RS0030
        if (t_id == 0)
            t_id = ((long)Interlocked.Increment(ref s_lastNumber) << 32) | (uint)Environment.CurrentManagedThreadId;
#pragma warning restore RS0030
        return t_id;
    }

    /// <exception cref="InvalidOperationException">The thread runs a callback of the space.</exception>
    internal static void ThrowIfInCallback(AddressSpace space, string operation, string remedy)
    {
        if (t_innermost != 0)
            ThrowIfInCallbackOf(space, operation, remedy);
    }

    /// <exception cref="InvalidOperationException">The thread itself holds an invalidation open that overlaps the range.</exception>
    internal static void ThrowIfInvalidating(AddressSpace space, AddressRange range, string operation) => ThrowIfOwn(space, range, registration: null, operation);

    /// <exception cref="InvalidOperationException">The thread itself holds an invalidation open that the registration's removal would wait for.</exception>
    internal static void ThrowIfInvalidating(AddressSpace space, Registration registration, string operation) => ThrowIfOwn(space, registration.Range, registration, operation);

    /// <summary>Callbacks that a thread runs. It keeps where the thread keeps its innermost: to find the thread again is a good part of a short callback.</summary>
    internal readonly ref struct RunningCallback(ref nint innermost, nint outer)
    {
        private readonly ref nint _innermost = ref innermost;

        internal void Leave() => _innermost = outer;
    }

    // Kept apart, so that those who ask stay small.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void ThrowIfInCallbackOf(AddressSpace space, string operation, string remedy)
    {
        for (var frame = (CallbackFrame*)t_innermost; frame is not null; frame = (CallbackFrame*)frame->Outer)
        {
            if (frame->Space == space.Number)
            {
                throw new InvalidOperationException(
                    $"{operation} was called in an invalidation callback of the address space '{space.Name}'; it would wait for the invalidation that waits for the callback. {remedy}");
            }
        }
    }

    private static void ThrowIfOwn(AddressSpace space, AddressRange range, Registration? registration, string operation)
    {
        // Who never asked for a place has announced nothing.
        if (Place != ThreadPlaces.Unknown && space.Slots.FindOpenedBy(Id, range, registration) is { } own)
        {
            throw new InvalidOperationException(
                $"{operation} of {range} was called inside this thread's own invalidation scope ({own}); it would wait for the scope's end, which comes after it. End the scope first, or Detach it.");
        }
    }
}
