using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>Waits until a read section of this registration can begin, or is refused; every wake-up starts over.</summary>
/// <remarks>Of this registration and no other: one that the notifier got meanwhile would have to be announced to anew.</remarks>
internal struct ReadWait(Registration registration, AddressRange? range) : IWaitCondition
{
    private RunningInvalidation[]? _announcedTo;
    private FaultStatus _status;
    private ReadToken _token;

    internal readonly FaultStatus Status => _status;

    internal readonly ReadToken Token => _token;

    public bool IsMet() => registration.TryReadBegin(range, out _token, out _status);

    public void Announce(Waiter waiter)
    {
        registration.Announce(waiter);
        // Read only now: whoever publishes another list after this read wakes the registration's waiters afterwards, and we are one.
        _announcedTo = registration.BornDuringList;
        RunningInvalidation.AnnounceToAll(_announcedTo, waiter);
    }

    public readonly void Withdraw(Waiter waiter)
    {
        registration.Withdraw(waiter);
        RunningInvalidation.WithdrawFromAll(_announcedTo, waiter);
    }
}
