using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>Waits until a read section can begin, or is refused; every wake-up starts over.</summary>
internal sealed class ReadWait(IntervalNotifier notifier, AddressRange? range) : IWaitCondition
{
    private Registration? _registration;

    internal FaultStatus Status { get; private set; }

    internal ReadToken Token { get; private set; }

    public bool IsMet()
    {
        _registration = notifier.CurrentRegistration;
        if (_registration is null || _registration.IsRemoved)
            return Refuse(FaultStatus.Removed);
        if (_registration.Space.IsReleased)
            return Refuse(FaultStatus.Released);
        if (_registration.HasFailed)
            throw new InvalidOperationException($"{notifier} has failed: a callback of it threw on a change that could not be stopped, so its shadow may be stale. Remove it, drop the shadow, and insert it again.");
        if (!_registration.Space.Engine.TryReadBegin(_registration, out var sequence))
            return false;

        Token = new ReadToken(_registration, sequence, epoch: 0, range ?? _registration.Range);
        Status = FaultStatus.Completed;
        return true;
    }

    public void Announce(Waiter waiter) => _registration!.Space.Engine.Announce(waiter);

    public void Withdraw(Waiter waiter) => _registration!.Space.Engine.Withdraw(waiter);

    private bool Refuse(FaultStatus status)
    {
        Status = status;
        return true;
    }
}
