using System.Runtime.CompilerServices;
using NotifierSdk.Checks;
using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>One life of a notifier in a space, from an insert to its removal (protocol, section 4). Never reused: a token names its registration.</summary>
internal sealed class Registration(IntervalNotifier notifier, AddressSpace space, AddressRange range)
{
    private readonly RegistrationTree _tree = space.Tree;
    private ulong _sequence; // 0 until a callback saves one; no invalidation has that
    private uint _epoch = 1; // odd: an insert or update is under way, or the registration is removed
    private ulong _start = range.Start;
    private ulong _last = range.Last;
    private int _hits;
    private bool _isRemoved;
    private bool _hasFailed;
    private bool _isRemoveReturned;
    private RunningInvalidation[]? _bornDuring;
    private RemovalStep _removalStep;
    private WaitQueue _waiters;

    internal IntervalNotifier Notifier { get; } = notifier;

    internal AddressSpace Space { get; } = space;

    /// <summary>What it is inserted for. While an update is under way the writer lock is taken, which is short.</summary>
    internal AddressRange Range
    {
        get
        {
            var epoch = Epoch;
            return ((epoch & 1) == 0 || IsRemoved) && TryReadRange(epoch, out var range) ? range : Space.Tree.RangeOf(this);
        }
    }

    /// <summary>The same for writers, under their lock. Written while the epoch is odd.</summary>
    internal AddressRange RangeUnderLock
    {
        get => AddressRange.FromStored(_start, _last);
        set
        {
            Word.Write(ref _start, value.Start, this, nameof(Range));
            Word.Write(ref _last, value.Last, this, nameof(Range));
        }
    }

    /// <summary>Its place in the tree among those of the same start. Written once, under the writer lock.</summary>
    internal long Id { get; set; }

    /// <summary>The last invalidation that the callback saved.</summary>
    // Volatile: the write, in a callback, comes before the hit is given back; read begin reads it before the hits.
    internal ulong Sequence
    {
        get => Word.Read(ref _sequence, this, nameof(Sequence));
        set => Word.Write(ref _sequence, value, this, nameof(Sequence));
    }

    // Pairs with read begin, which reads the epoch before everything else: an even epoch comes after swap, scan and born-during list.
    internal uint Epoch
    {
        get => Word.Read(ref _epoch, this, nameof(Epoch));
        set => Word.Write(ref _epoch, value, this, nameof(Epoch));
    }

    /// <summary>Invalidations that reached it and have not ended.</summary>
    // Acquire: whoever sees 0 sees the changes of those that gave their hits back.
    internal int Hits => Word.Read(ref _hits, this, nameof(Hits));

    internal bool IsRemoved => Word.Read(ref _isRemoved, this, nameof(IsRemoved));

    /// <summary>A callback threw on a change that could not be stopped: the shadow may be stale, so nothing is committed any more.</summary>
    internal bool HasFailed => Word.Read(ref _hasFailed, this, nameof(HasFailed));

    /// <summary>A call of Remove returned: a further one is a double remove.</summary>
    internal bool IsRemoveReturned
    {
        get => Word.Read(ref _isRemoveReturned, this, nameof(IsRemoveReturned));
        set => Word.Write(ref _isRemoveReturned, value, this, nameof(IsRemoveReturned));
    }

    /// <summary>What validation mode knows of it.</summary>
    internal RegistrationChecks? Checks { get; } = ValidationMode.IsEnabled ? new RegistrationChecks(notifier) : null;

    internal ref RemovalStep RemovalStep => ref _removalStep;

    /// <summary>Under the writer lock, before the tree is swapped: from here on every token collides, and readers wait or are refused.</summary>
    internal void BeginChange()
    {
        if (!SeededBug.NoEpoch.IsActive)
            Epoch++;
    }

    /// <summary>Under the writer lock, after the tree was swapped: what may or may not have seen the registration, and with it the epoch is even.</summary>
    internal void BornDuring(RunningInvalidation[]? running)
    {
        if (running is not null)
            Word.Write(ref _bornDuring, BornDuringList is { } earlier ? [.. earlier, .. running] : running, this, nameof(_bornDuring));
        if ((Epoch & 1) != 0)
            Epoch++;
        // Readers that found the epoch odd.
        Wake();
    }

    /// <summary>Under the writer lock, after the registration left the tree.</summary>
    internal void MarkRemoved()
    {
        if (!SeededBug.RemoveWithoutFlag.IsActive)
            Word.Write(ref _isRemoved, true, this, nameof(IsRemoved));
        // Dekker with TryHit: removed = true, fence, read hits | hits++ (interlocked), read removed.
        Word.FullFence();
    }

    /// <summary>It never was: its insert failed. Nobody waits for it, and no removal step runs.</summary>
    internal void Abandon()
    {
        _removalStep.Skip(this);
        MarkRemoved();
        Wake();
    }

    internal void MarkFailed()
    {
        Word.Write(ref _hasFailed, true, this, nameof(HasFailed));
        Wake();
    }

    /// <summary>An invalidation reaches the registration; false if it is being removed, and the hit was given back.</summary>
    internal bool TryHit()
    {
        // Interlocked, hence a full fence before the look at removed: pairs with MarkRemoved.
        Word.Increment(ref _hits, this, nameof(Hits));
        if (!IsRemoved)
            return true;
        if (SeededBug.SilentTakeBack.IsActive)
            Word.Decrement(ref _hits, this, nameof(Hits));
        else
            GiveBackHit();
        return false;
    }

    /// <summary>The one routine that gives a hit back: at an end, at a refusal, at begin's second thoughts.</summary>
    internal void GiveBackHit()
    {
        var isWakeSkipped = SeededBug.WaitersFirst.IsActive && !_waiters.HasMembers(this);
        // Interlocked: publishes the owner's change to those who read 0, and is the fence before the look for waiters.
        if (Word.Decrement(ref _hits, this, nameof(Hits)) != 0)
            return;
        if (!isWakeSkipped)
            _waiters.WakeAll(this);
        if (IsRemoved)
            _removalStep.QueueIfDue(this);
    }

    /// <summary>Signals those who wait for it, after a change of any kind.</summary>
    internal void Wake() => _waiters.FenceAndWakeAll(this);

    /// <summary>Begins a read section of the range, or of the whole, if nothing that reached the notifier can still run and nothing speaks against it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReadBeginAtOnce(in AddressRange asked, bool isWhole, out ReadToken token)
    {
        var epoch = Epoch;
        Unsafe.SkipInit(out token);
        if (((epoch & 1) != 0 && !SeededBug.ReadBeforeScan.IsActive) || !TryReadRange(epoch, out var range) || !(isWhole || range.Contains(asked)))
            return false;
        // The sequence first, and only then the hits: an invalidation that saves its sequence after this read is still held, or collides.
        if (SeededBug.HitsBeforeSequence.IsActive && Hits != 0)
            return false;
        var sequence = Sequence;
        if (IsRemoved | HasFailed | (_tree.IsReleased && !SeededBug.ReleaseIgnored.IsActive))
            return false;
        if (Hits != 0 && !SeededBug.NoWait.IsActive && !SeededBug.HitsBeforeSequence.IsActive)
            return false;
        if (BornDuringList is { } bornDuring && !IsOver(bornDuring))
            return false;
        token = new ReadToken(this, sequence, epoch, isWhole ? range : asked);
        return true;
    }

    /// <summary>The same, and why not. False: wait, then start over.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the registration's.</exception>
    /// <exception cref="InvalidOperationException">The notifier has failed.</exception>
    internal bool TryReadBegin(AddressRange? asked, out ReadToken token, out FaultStatus status)
    {
        status = FaultStatus.Completed;
        if (TryReadBeginAtOnce(asked.GetValueOrDefault(), asked is null, out token))
            return true;

        token = default;
        var isRemoved = IsRemoved;
        status = isRemoved ? FaultStatus.Removed : FaultStatus.Released;
        if (isRemoved || (_tree.IsReleased && !SeededBug.ReleaseIgnored.IsActive))
            return true;
        if (HasFailed)
            throw Failed();
        if (asked is { } wanted && Range is var range && !range.Contains(wanted))
            throw Outside(wanted, range);
        return false;
    }

    /// <summary>Whether anything collided with the token's section.</summary>
    // Under the driver lock plain reads would do, since SetSeq is called under the same lock; CheckRetry comes without it and needs the volatile ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HasCollided(in ReadToken token) =>
        Sequence != token.Sequence || Epoch != token.Epoch || IsRemoved | HasFailed | (_tree.IsReleased && !SeededBug.ReleaseIgnored.IsActive);

    /// <summary>Whether an invalidation that the calling thread runs or holds open has hit it, or ran when it was inserted or updated.</summary>
    internal bool WaitsFor(InvalidationSlot slot, long generation) =>
        slot.Hits.Contains(this) || Array.Exists(BornDuringList ?? [], born => ReferenceEquals(born.Slot, slot) && born.Generation == generation);

    internal void Announce(Waiter waiter) => _waiters.Announce(waiter, this);

    internal void Withdraw(Waiter waiter) => _waiters.Withdraw(waiter);

    /// <summary>What ran when the registration was inserted or updated, and may still run; null if nothing does.</summary>
    internal RunningInvalidation[]? BornDuringList => Word.Read(ref _bornDuring, this, nameof(_bornDuring));

    /// <summary>The range, if no update has touched it since the epoch was read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadRange(uint epoch, out AddressRange range)
    {
        // Each volatile, so that they stay before the second look at the epoch.
        var start = Word.Read(ref _start, this, nameof(Range));
        var last = Word.Read(ref _last, this, nameof(Range));
        var isStable = Epoch == epoch;
        range = isStable ? AddressRange.FromStored(start, last) : default;
        return isStable;
    }

    private bool IsOver(RunningInvalidation[] bornDuring)
    {
        if (RunningInvalidation.AnyRuns(bornDuring))
            return false;
        // All have ended, for ever. Whoever replaced the list meanwhile has a reason to keep his.
        Word.CompareExchange(ref _bornDuring, null, bornDuring, this, nameof(_bornDuring));
        return true;
    }

    private ArgumentOutOfRangeException Outside(AddressRange wanted, AddressRange range) => new(
        nameof(range), wanted, $"{wanted} does not lie inside {range}, the range that {Notifier} is inserted for; a read section covers only what its notifier is told of.");

    private InvalidOperationException Failed() => new(
        $"{Notifier} has failed: a callback of it threw on a change that could not be stopped, so its shadow may be stale. Remove it, drop the shadow, and insert it again.");
}
