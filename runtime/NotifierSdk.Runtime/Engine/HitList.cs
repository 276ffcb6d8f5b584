namespace NotifierSdk.Engine;

/// <summary>One callback of one invalidation: whom it hit, and what its start half left for the finish half.</summary>
internal struct Hit(Registration registration)
{
    internal readonly Registration Registration = registration;
    internal FinishState Finish;
    internal bool IsStarted;
}

/// <summary>The registrations that an invalidation holds hits of, in the order of its callbacks. Keeps its room, so that nothing is allocated in the steady state.</summary>
internal struct HitList
{
    private Hit _first; // inside the slot: most invalidations hit one notifier or none
    private Hit[]? _others;

    internal int Count { get; private set; }

    internal ref Hit this[int index]
    {
        [System.Diagnostics.CodeAnalysis.UnscopedRef]
        get
        {
            if (index == 0)
                return ref _first;
            return ref _others![index - 1];
        }
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    internal ref Hit Add(Registration registration)
    {
        if (Count > 0 && (_others is null || _others.Length < Count))
            Array.Resize(ref _others, Math.Max(8, 2 * Count));
        ref var hit = ref this[Count++];
        hit = new Hit(registration);
        return ref hit;
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

    /// <summary>Gives every hit back, and keeps no reference to anybody.</summary>
    internal void GiveBack()
    {
        for (var index = 0; index < Count; index++)
            this[index].Registration.GiveBackHit();
        Clear();
    }

    internal void Clear()
    {
        for (var index = 0; index < Count; index++)
            this[index] = default;
        Count = 0;
    }
}
