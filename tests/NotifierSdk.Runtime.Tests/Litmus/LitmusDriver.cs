using NotifierSdk.Runtime.Tests.Protocol;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>A driver over a mapping of one word in page 0, whose shadow holds the mapping's version, or 0 for nothing.</summary>
internal sealed class LitmusDriver(PaddedWord? mapping = null) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private long _shadow;

    /// <summary>Written plainly before the driver is inserted.</summary>
    internal long Payload { get; set; }

    /// <summary>What the callback saw of it.</summary>
    internal long SeenPayload { get; private set; }

    /// <summary>Written plainly by each callback, before it saves the sequence.</summary>
    internal long Calls { get; private set; }

    internal long Shadow => _shadow;

    /// <summary>One attempt at a fault of the range, or of the whole.</summary>
    internal FaultOutcome TryFault(AddressRange? asked = null)
    {
        if (!CurrentRegistration!.TryReadBegin(asked, out var token, out _, out _))
            return FaultOutcome.Refused;
        var collected = mapping!.Value;
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return FaultOutcome.Collided;
            _shadow = collected;
            return FaultOutcome.Committed;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SeenPayload = Payload;
            Calls++;
            SetSeq(invalidation.Sequence);
            if (invalidation.Range.Contains(Ranges.Page(0).Start))
                _shadow = 0;
        }

        return true;
    }
}

internal enum FaultOutcome
{
    Refused,
    Collided,
    Committed,
}
