namespace RdmaOdp.Machine;

/// <summary>What the applications did to their memory. Any thread may count.</summary>
public sealed class ApplicationCounters
{
    private long _maps, _unmaps, _moves, _discards, _holes, _registrations, _deaths;

    /// <summary>Pages mapped to a fresh frame, most in place of another.</summary>
    public long Maps => Interlocked.Read(ref _maps);

    /// <summary>Ranges unmapped.</summary>
    public long Unmaps => Interlocked.Read(ref _unmaps);

    /// <summary>Pages moved over others.</summary>
    public long Moves => Interlocked.Read(ref _moves);

    /// <summary>Pages discarded.</summary>
    public long Discards => Interlocked.Read(ref _discards);

    /// <summary>Holes punched into registered memory, for good.</summary>
    public long Holes => Interlocked.Read(ref _holes);

    /// <summary>Regions deregistered and registered again.</summary>
    public long Registrations => Interlocked.Read(ref _registrations);

    /// <summary>Contexts that died.</summary>
    public long Deaths => Interlocked.Read(ref _deaths);

    internal void CountMap() => Interlocked.Increment(ref _maps);

    internal void CountUnmap() => Interlocked.Increment(ref _unmaps);

    internal void CountMove() => Interlocked.Increment(ref _moves);

    internal void CountDiscard() => Interlocked.Increment(ref _discards);

    internal void CountHole() => Interlocked.Increment(ref _holes);

    internal void CountRegistration() => Interlocked.Increment(ref _registrations);

    internal void CountDeath() => Interlocked.Increment(ref _deaths);
}
