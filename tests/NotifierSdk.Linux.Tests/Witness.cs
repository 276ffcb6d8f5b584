namespace NotifierSdk.Linux.Tests;

/// <summary>Writes down what it is told, and what the kernel had mapped at that moment.</summary>
internal sealed class Witness : IntervalNotifier
{
    private readonly List<Sighting> _sightings = [];

    public IReadOnlyList<Sighting> Sightings => _sightings;

    /// <summary>What was heard since the last look.</summary>
    public Sighting[] Take()
    {
        Sighting[] taken = [.. _sightings];
        _sightings.Clear();
        return taken;
    }

    /// <summary>What a callback does besides; a driver that fails throws here.</summary>
    public Action<Invalidation>? Reaction { get; init; }

    /// <summary>Whether it says that it would have to wait, where it may not.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether no invalidation that hit the witness is still open: a fault of it would not wait.</summary>
    public bool IsAtRest
    {
        get
        {
            try
            {
                ReadBegin(TimeSpan.Zero);
                return true;
            }
            catch (FaultException exception) when (exception.Status == FaultStatus.TimedOut)
            {
                return false;
            }
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (IsBusy && !invalidation.IsBlockable)
            return false;
        SetSeq(invalidation.Sequence);
        _sightings.Add(new Sighting(invalidation.Event, invalidation.Range, Kernel.IsMapped(invalidation.Range)));
        Reaction?.Invoke(invalidation);
        return true;
    }
}

internal readonly record struct Sighting(InvalidationEvent Event, AddressRange Range, bool WasMapped);
