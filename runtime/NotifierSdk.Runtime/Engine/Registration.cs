using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>One life of a notifier in a space, from an insert to its removal. Never reused: a token names its registration.</summary>
internal sealed class Registration(IntervalNotifier notifier, AddressSpace space, AddressRange range)
{
    private const int RemovalPending = 0, RemovalRunning = 1, RemovalDone = 2;

    private ulong _sequence;
    private bool _hasFailed;
    private int _isRemoved; // 1: Remove or RemoveLater was called; exactly one call sets it
    private bool _isRemoveReturned;
    private int _removal;

    internal IntervalNotifier Notifier { get; } = notifier;

    internal AddressSpace Space { get; } = space;

    internal AddressRange Range { get; } = range;

    /// <summary>The sequence of the last invalidation that the notifier's callback saved.</summary>
    // Volatile on both sides: the write in a callback pairs with the read that begins a section, on another thread and without the lock.
    internal ulong Sequence
    {
        get => Word.Read(ref _sequence, this, nameof(Sequence));
        set => Word.Write(ref _sequence, value, this, nameof(Sequence));
    }

    /// <summary>A callback threw where the source of the change could not veto: the shadow may be stale, so nothing is committed any more.</summary>
    internal bool HasFailed
    {
        get => Word.Read(ref _hasFailed, this, nameof(HasFailed));
        set => Word.Write(ref _hasFailed, value, this, nameof(HasFailed));
    }

    /// <summary>Remove or RemoveLater was called. Read by readers and retry checks without a lock.</summary>
    internal bool IsRemoved => Word.Read(ref _isRemoved, this, nameof(IsRemoved)) != 0;

    /// <summary>Whether the caller is the one that removes it.</summary>
    internal bool TryMarkRemoved() => Word.CompareExchange(ref _isRemoved, 1, 0, this, nameof(IsRemoved));

    /// <summary>A call of Remove returned: a further one is a double remove.</summary>
    internal bool IsRemoveReturned
    {
        get => Word.Read(ref _isRemoveReturned, this, nameof(IsRemoveReturned));
        set => Word.Write(ref _isRemoveReturned, value, this, nameof(IsRemoveReturned));
    }

    internal bool IsRemovalDone => Word.Read(ref _removal, this, nameof(_removal)) == RemovalDone;

    /// <summary>Whether the caller is the one that runs the removal step; exactly one caller is.</summary>
    internal bool ClaimRemovalStep() => Word.CompareExchange(ref _removal, RemovalRunning, RemovalPending, this, nameof(_removal));

    internal void CompleteRemovalStep() => Word.CompareExchange(ref _removal, RemovalDone, RemovalRunning, this, nameof(_removal));
}
