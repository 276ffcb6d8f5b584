using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>One life of a range notifier in a space. Held by every callback that runs, and by every invalidation from its start to its end.</summary>
internal sealed class RangeRegistration(RangeNotifier notifier, AddressSpace space) : IThreadPoolWorkItem
{
    private const int ReleasePending = 0, ReleaseRunning = 1, ReleaseDone = 2;

    private int _holds;
    private bool _isRemoved;
    private bool _isOver;
    private int _isUnregistering;
    private int _release;
    private int _isFreed;
    private WaitQueue _waiters;

    internal RangeNotifier Notifier { get; } = notifier;

    internal AddressSpace Space { get; } = space;

    internal bool IsRemoved => Word.Read(ref _isRemoved, this, nameof(IsRemoved));

    /// <summary>Removed, and whoever removed it has seen that nothing runs any more.</summary>
    internal bool IsOver
    {
        get => Word.Read(ref _isOver, this, nameof(IsOver));
        set => Word.Write(ref _isOver, value, this, nameof(IsOver)); // pairs with the look in TryAttach: the next registration comes after all of this one
    }

    /// <summary>Set by Get: counted, and never unregistered.</summary>
    internal bool IsShared { get; set; }

    /// <summary>Set by the last Put: free the notifier once nothing holds it.</summary>
    internal bool IsToBeFreed { get; set; }

    internal bool IsIdle => Word.Read(ref _holds, this, nameof(_holds)) == 0;

    internal bool IsReleaseDone => Word.Read(ref _release, this, nameof(_release)) == ReleaseDone;

    /// <summary>Whether the caller is the one that unregisters it.</summary>
    // Pairs with EndUnregister: whoever repeats an unregistration sees what the call before it did.
    internal bool TryBeginUnregister() => Word.CompareExchange(ref _isUnregistering, 1, 0, this, nameof(_isUnregistering));

    /// <summary>Whoever has begun to unregister it has seen that nothing runs any more; or has not, and the next call unregisters it.</summary>
    internal void EndUnregister(bool isOver)
    {
        if (isOver)
            IsOver = true;
        else
            Word.CompareExchange(ref _isUnregistering, 0, 1, this, nameof(_isUnregistering)); // pairs with TryBeginUnregister
    }

    /// <summary>A callback is about to run; false: not any more.</summary>
    internal bool TryHold()
    {
        // Interlocked, then the look at removed: pairs with MarkRemoved.
        Word.Increment(ref _holds, this, nameof(_holds));
        if (!IsRemoved)
            return true;
        GiveBack();
        return false;
    }

    internal void GiveBack()
    {
        // Interlocked: the fence before the look for waiters.
        if (Word.Decrement(ref _holds, this, nameof(_holds)) != 0)
            return;
        _waiters.WakeAll(this);
        FreeIfDue();
    }

    /// <summary>Under the list's lock, after the registration left the list.</summary>
    internal void MarkRemoved()
    {
        Word.Write(ref _isRemoved, true, this, nameof(IsRemoved));
        // Dekker with TryHold: removed = true, fence, read holds | holds++ (interlocked), read removed.
        Word.FullFence();
    }

    /// <summary>Runs Release unless it has run, or runs on another thread; <see cref="IsReleaseDone"/> says when it has.</summary>
    internal void RunRelease()
    {
        if (!Word.CompareExchange(ref _release, ReleaseRunning, ReleasePending, this, nameof(_release)))
            return;
        var frame = default(CallbackFrame);
        var callback = ThreadContext.EnterCallback(Space, ref frame);
        try
        {
            Notifier.RunRelease();
        }
        finally
        {
            callback.Leave();
            Word.CompareExchange(ref _release, ReleaseDone, ReleaseRunning, this, nameof(_release));
            _waiters.WakeAll(this);
        }
    }

    /// <summary>There is nothing to release: its Register failed. One that runs on another thread goes on, and is waited for.</summary>
    // Pairs with the compare-exchange in RunRelease: one of the two decides.
    internal void SkipRelease() => Word.CompareExchange(ref _release, ReleaseDone, ReleasePending, this, nameof(_release));

    /// <summary>After the last Put: frees the notifier on the thread pool, once, when nothing holds it.</summary>
    internal void FreeIfDue()
    {
        if (IsRemoved && IsToBeFreed && IsIdle && Word.CompareExchange(ref _isFreed, 1, 0, this, nameof(_isFreed)))
            Interception.Queue(this);
    }

    void IThreadPoolWorkItem.Execute() => Space.Shared.Free(this);

    internal void Announce(Waiter waiter) => _waiters.Announce(waiter, this);

    internal void Withdraw(Waiter waiter) => _waiters.Withdraw(waiter);
}
