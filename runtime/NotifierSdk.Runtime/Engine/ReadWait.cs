using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>Waits until a read section of this registration can begin, or is refused; every wake-up starts over.</summary>
/// <remarks>
/// Of this registration and no other: one that the notifier got meanwhile would have to be announced to anew. It waits for the invalidations that the last look
/// found, by slot and generation, and for those that overlap what is read: one that never pauses elsewhere keeps nobody from reading.
/// </remarks>
internal struct ReadWait(Registration registration, AddressRange? range) : IWaitCondition
{
    private ReadObstacle _obstacle;
    private FaultStatus _status;
    private ReadToken _token;

    internal readonly FaultStatus Status => _status;

    internal readonly ReadToken Token => _token;

    public bool IsMet() => registration.TryReadBegin(range, out _token, out _status, out _obstacle);

    public readonly bool MustPark() => _obstacle.Stands(registration);

    public readonly void Announce(Waiter waiter)
    {
        registration.Announce(waiter);
        RunningInvalidation.AnnounceToAll(_obstacle.Running, waiter);
    }

    public readonly void Withdraw(Waiter waiter)
    {
        RunningInvalidation.WithdrawFromAll(_obstacle.Running, waiter);
        registration.Withdraw(waiter);
    }
}
