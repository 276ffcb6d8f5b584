using NotifierSdk.Engine;

namespace NotifierSdk;

/// <summary>Identifies the moment at which a read section began. <see cref="IntervalNotifier.ReadRetry"/> returns whether a change has collided since.</summary>
/// <remarks>
/// One token covers one snapshot: begin once, collect, and check. A token may be checked several times. Each check covers the commits under the same hold of the driver lock. The default value belongs to no
/// notifier, and every check of it throws.
/// </remarks>
public readonly struct ReadToken
{
    internal ReadToken(Registration registration, ulong sequence, long state, AddressRange range)
    {
        Registration = registration;
        Sequence = sequence;
        State = state;
        Range = range;
    }

    /// <summary>Gets the range that the section reads: the one that was given to <c>ReadBegin</c>, or the range of the notifier.</summary>
    public AddressRange Range { get; }

    internal Registration? Registration { get; }

    internal ulong Sequence { get; }

    internal long State { get; }
}
