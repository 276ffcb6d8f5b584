namespace NotifierSdk.Engine;

/// <summary>
/// Small numbers for threads that announce changes: one that has a place has a slot of its own in each space. Who comes when all places are taken uses the slots that all
/// threads share.
/// </summary>
internal static class ThreadPlaces
{
    /// <summary>No place was free.</summary>
    internal const int None = -1;

    /// <summary>No place was asked for: what a thread begins with. No slot is there.</summary>
    internal const int Unknown = 0;

    // The places count from 1. An insert looks through as many slots as threads have announced changes at the same time, and through no more than this.
    internal const int Count = 64;

    private static readonly Thread?[] s_owners = new Thread?[Count];

    /// <summary>Gives the calling thread a place that no living thread has, for as long as it lives.</summary>
    internal static int Take()
    {
        for (var place = 1; place <= Count; place++)
        {
#pragma warning disable RS0030 // no protocol words: an explorer gives its threads their places itself
            var owner = Volatile.Read(ref s_owners[place - 1]);
            // Who has ended stores nothing any more, and whatever it stored comes before its end. A scope that it left open keeps the slot in use, as it keeps any other.
            // Pairs with the compare-exchange of whoever took the place before: of several that want it, one gets it.
            if (owner is not { IsAlive: true } && ReferenceEquals(Interlocked.CompareExchange(ref s_owners[place - 1], Thread.CurrentThread, owner), owner))
                return place;
#pragma warning restore RS0030
        }

        return None;
    }
}
