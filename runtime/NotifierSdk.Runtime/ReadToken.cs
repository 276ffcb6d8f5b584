using NotifierSdk.Engine;

namespace NotifierSdk;

/// <summary>Proof of the moment at which a read section began. <see cref="IntervalNotifier.ReadRetry"/> tells whether anything collided since.</summary>
/// <remarks>
/// One token covers one snapshot (protocol, section 2): begin once, collect, check. It may be checked several times; each check covers the commits
/// made under the same hold of the driver lock. The default value belongs to no notifier, and every check of it throws.
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

    /// <summary>What the section reads: the range given to <c>ReadBegin</c>, or the notifier's own.</summary>
    public AddressRange Range { get; }

    internal Registration? Registration { get; }

    internal ulong Sequence { get; }

    internal long State { get; }
}
