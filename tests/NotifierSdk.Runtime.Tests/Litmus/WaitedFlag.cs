using NotifierSdk.Waiting;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>The least thing that can be waited for: one word and the runtime's queue.</summary>
internal sealed class WaitedFlag
{
    private readonly PaddedWord _word = new();
    private WaitQueue _waiters;

    internal bool IsRaised => Volatile.Read(ref _word.Value) != 0;

    /// <summary>Looks at both words, while nobody waits.</summary>
    internal void Look()
    {
        _ = IsRaised;
        _waiters.WakeAll(this);
    }

    internal void Lower() => _word.Value = 0;

    internal void Raise()
    {
        Volatile.Write(ref _word.Value, 1);
        _waiters.FenceAndWakeAll(this);
    }

    /// <summary>Against the rule of <see cref="WaitQueue.WakeAll"/>, which needs an interlocked change right before.</summary>
    internal void RaiseWithoutFence()
    {
        Volatile.Write(ref _word.Value, 1);
        _waiters.WakeAll(this);
    }

    internal void Announce(Waiter waiter) => _waiters.Announce(waiter, this);

    internal void Withdraw(Waiter waiter) => _waiters.Withdraw(waiter);
}

internal readonly struct FlagWait(WaitedFlag flag) : IWaitCondition
{
    public bool IsMet() => flag.IsRaised;

    public bool MustPark() => !IsMet();

    public void Announce(Waiter waiter) => flag.Announce(waiter);

    public void Withdraw(Waiter waiter) => flag.Withdraw(waiter);
}
