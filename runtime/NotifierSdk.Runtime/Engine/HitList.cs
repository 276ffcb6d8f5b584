using System.Diagnostics.CodeAnalysis;

namespace NotifierSdk.Engine;

/// <summary>One callback of one invalidation: whom it hit and for what range, and what its start half left for the finish half.</summary>
internal struct Hit
{
    internal Registration Registration;
    internal AddressRange Range;
    internal FinishState Finish;
    internal bool IsStarted;
}

/// <summary>The registrations that an invalidation holds hits of, in the order of its callbacks. Keeps its room, so that nothing is allocated in the steady state.</summary>
internal struct HitList
{
    // A change of very many notifiers is rare, and pays for its list: kept, one would hold the room in each slot for ever.
    private const int MostKept = 1024;

    private Hit _first; // inside the slot: most invalidations hit one notifier or none
    private Hit[]? _others;

    internal int Count { get; private set; }

    internal ref Hit this[int index]
    {
        [UnscopedRef]
        get
        {
            if (index == 0)
                return ref _first;
            return ref _others![index - 1];
        }
    }

    /// <summary>Makes room for one more. Before the hit is counted: where there is no memory, nothing may be lost.</summary>
    internal void Reserve()
    {
        if (Count > 0 && (_others is null || _others.Length < Count))
            Array.Resize(ref _others, Math.Max(8, 2 * Count));
    }

    /// <summary>Remembers a hit, in the room that was reserved for it.</summary>
    internal void Add(Registration registration, AddressRange range)
    {
        ref var hit = ref this[Count++];
        // The rest is as Clear has left it.
        hit.Registration = registration;
        hit.Range = range;
    }

    internal readonly bool Contains(Registration registration)
    {
        if (Count > 0 && ReferenceEquals(_first.Registration, registration))
            return true;
        for (var index = 1; index < Count; index++)
        {
            if (ReferenceEquals(_others![index - 1].Registration, registration))
                return true;
        }

        return false;
    }

    internal readonly HashSet<Registration> ToSet()
    {
        var registrations = new HashSet<Registration>(Count, ReferenceEqualityComparer.Instance);
        if (Count > 0)
            registrations.Add(_first.Registration);
        for (var index = 1; index < Count; index++)
            registrations.Add(_others![index - 1].Registration);
        return registrations;
    }

    /// <summary>Gives every hit back, and keeps no reference to anybody.</summary>
    internal void GiveBack()
    {
        for (var index = 0; index < Count; index++)
            this[index].Registration.GiveBackHit();
        Clear();
    }

    private void Clear()
    {
        _first = default;
        if (Count > MostKept)
            _others = null;
        else
            _others?.AsSpan(0, Math.Max(Count - 1, 0)).Clear();
        Count = 0;
    }
}
