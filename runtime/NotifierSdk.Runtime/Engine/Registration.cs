using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NotifierSdk.Checks;
using NotifierSdk.Seam;
using NotifierSdk.Waiting;
using static NotifierSdk.Engine.RegistrationState;

namespace NotifierSdk.Engine;

/// <summary>One life of a notifier in a space, from an insert to its removal (protocol, section 4). Never reused: a token names its registration.</summary>
/// <remarks>
/// What a shrinking update takes away from a registration goes on as a residue: a registration of its own, leaving from the start, that is only called
/// until the shadow of the piece is dropped. Its parent's removal ends after it.
/// </remarks>
internal sealed class Registration : RegistrationWords, IThreadPoolWorkItem
{
    private int _residues;
    private int _removeReturned;
    private RemovalStep _removalStep;
    private WaitQueue _waiters;
    private AddressSpace? _space;
    private string? _name;

    internal Registration(IntervalNotifier notifier, AddressSpace space, AddressRange range, Registration? parent = null)
    {
        Notifier = notifier;
        _space = space;
        SpaceName = space.Name;
        (_start, _last) = (range.Start, range.Last);
        Checks = ValidationMode.IsEnabled ? new RegistrationChecks(notifier) : null;
        Parent = parent;
        if (parent is not null)
            _state = Leaving;
    }

    internal IntervalNotifier Notifier { get; }

    /// <summary>The notifier's own text, taken once.</summary>
    internal string Name => _name ??= AddressSpace.Describe(Notifier);

    /// <summary>Where it is. Only for whoever knows that it has not ended.</summary>
    internal AddressSpace Space => SpaceIfAny ?? throw new InvalidOperationException($"The registration of {Name} in '{SpaceName}' has ended.");

    /// <summary>The same; null once the registration has ended, so that a removed notifier that is kept does not keep its space.</summary>
    internal AddressSpace? SpaceIfAny => Word.Read(ref _space, this, nameof(Space));

    internal string SpaceName { get; }

    /// <summary>Whose range this one was a part of; null for what an insert made.</summary>
    internal Registration? Parent { get; }

    /// <summary>What it is inserted for. While an update is under way the writer lock is taken, which is short.</summary>
    internal AddressRange Range
    {
        get
        {
            var state = State;
            return (state & Changing) == 0 && TryReadRange(state, out var range) ? range
                : SpaceIfAny is { } space ? space.Tree.RangeOf(this)
                : RangeUnderLock;
        }
    }

    /// <summary>The same for writers, under their lock. Written while a change is under way.</summary>
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

    /// <summary>How many invalidations the callback has saved.</summary>
    // Volatile: the write, in a callback, comes before the hit is given back; read begin reads it before the hits.
    internal ulong Sequence => Word.Read(ref _sequence, this, nameof(Sequence));

    // Pairs with read begin, which reads the state before everything else: one that is not changing comes after swap, scan and born-during list.
    internal long State => Word.Read(ref _state, this, nameof(State));

    /// <summary>Invalidations that reached it and have not ended.</summary>
    // Acquire: whoever sees 0 sees the changes of those that gave their hits back.
    internal int Hits => Word.Read(ref _hits, this, nameof(Hits));

    internal bool IsLeaving => (State & Leaving) != 0;

    internal bool IsRemoved => (State & Removed) != 0;

    /// <summary>A call of Remove returned: a further one is a double remove.</summary>
    internal bool IsRemoveReturned => Word.Read(ref _removeReturned, this, nameof(IsRemoveReturned)) != 0;

    /// <summary>A call of Remove returns; true for the first.</summary>
    internal bool TryReturnRemove() => Word.CompareExchange(ref _removeReturned, 1, 0, this, nameof(IsRemoveReturned));

    /// <summary>Whether nothing is left that holds the registration: no hit, and no residue that is still called.</summary>
    internal bool IsIdle => Hits == 0 && Word.Read(ref _residues, this, nameof(_residues)) == 0;

    /// <summary>What validation mode knows of it.</summary>
    internal RegistrationChecks? Checks { get; }

    internal ref RemovalStep RemovalStep => ref _removalStep;

    /// <summary>What ran when the registration was inserted or updated, and may still run; null if nothing does.</summary>
    internal RunningInvalidation[]? BornDuringList => Word.Read(ref _bornDuring, this, nameof(_bornDuring));

    /// <summary>Under the writer lock, before the tree is swapped: from here on every token collides, and readers wait.</summary>
    internal void BeginChange() => Change(set: Changing, count: Count);

    /// <summary>Under the writer lock, after the tree was swapped: what may or may not have seen the registration. With it, the change is over.</summary>
    internal void BornDuring(RunningInvalidation[]? running)
    {
        if (running is not null)
            Word.Write(ref _bornDuring, RunningInvalidation.Union(BornDuringList, running), this, nameof(_bornDuring));
        Change(clear: Changing);
        // Readers that found the change under way.
        Wake();
    }

    /// <summary>Under the writer lock: from here on every token collides, and readers are refused; the registration is called as before. False: its removal has begun before.</summary>
    internal bool TryBeginLeaving()
    {
        if (IsLeaving)
            return false;
        // A full fence, and then the driver lock in WaitForCommits: a commit under that lock has seen it, or is waited for.
        Change(set: Leaving, count: Count);
        return true;
    }

    /// <summary>Under the writer lock, after the registration left the tree.</summary>
    // Interlocked. Dekker with TryHit: removed is set, fence, read hits | hits++ (interlocked), read removed.
    internal void MarkRemoved() => Change(set: Removed);

    /// <summary>It never was: its insert failed. Nobody waits for it, and no removal step runs.</summary>
    internal void Abandon()
    {
        _removalStep.Skip(this);
        Change(set: Leaving | Removed);
        Wake();
    }

    internal void MarkFailed()
    {
        Change(set: Failed);
        Wake();
    }

    /// <summary>Under the writer lock, when the space is released.</summary>
    internal void MarkReleased() => Change(set: Released);

    /// <summary>Nothing of it runs any more.</summary>
    internal void Forget() => Word.Write(ref _space, null, this, nameof(Space));

    /// <summary>An invalidation reaches the registration; false if it was removed, and the hit was given back.</summary>
    internal bool TryHit()
    {
        // Interlocked, hence a full fence before the look at removed: pairs with MarkRemoved.
        Word.Increment(ref _hits, this, nameof(Hits));
        if (!IsRemoved)
            return true;
        GiveBackHit();
        return false;
    }

    /// <summary>An invalidation reaches the registration. Only under the writer lock, and while it is in the tree: it cannot be removed meanwhile.</summary>
    internal void Hit() => Word.Increment(ref _hits, this, nameof(Hits));

    /// <summary>The one routine that gives a hit back: at an end, at a refusal, where a hit came too late.</summary>
    internal void GiveBackHit()
    {
        // Interlocked: publishes the owner's change to those who read 0, and is the fence before the look at removed: the removal step's look at the hits comes
        // after it has set that. Readers wait for the slot.
        if (Word.Decrement(ref _hits, this, nameof(Hits)) == 0 && IsRemoved)
            _removalStep.QueueIfDue(this);
    }

    /// <summary>Under the writer lock: a piece of the range goes on as a residue.</summary>
    internal void AddResidue() => Word.Increment(ref _residues, this, nameof(_residues));

    /// <summary>A residue has ended.</summary>
    internal void RemoveResidue()
    {
        // Interlocked, as where a hit is given back.
        if (Word.Decrement(ref _residues, this, nameof(_residues)) == 0 && IsRemoved)
            _removalStep.QueueIfDue(this);
    }

    /// <summary>Signals those who wait for it, after a change of any kind.</summary>
    internal void Wake() => _waiters.FenceAndWakeAll(this);

    /// <summary>The callback accepts an invalidation; says how many it has saved now. Under the driver lock.</summary>
    internal ulong Save(InvalidationSequence sequence)
    {
        Checks?.Saved(sequence);
        // The state tells of a removal, and of an update: what is left of the range then need not collide.
        if (sequence == InvalidationSequence.OfRemoval)
            return _sequence;
        // Nobody else writes it: the driver lock is held.
        var next = Sequence + 1;
        Word.Read(ref _ring, this, nameof(_ring))?.Record(next, sequence.Range);
        Word.Write(ref _sequence, next, this, nameof(Sequence));
        return next;
    }

    /// <summary>Begins a read section of the range, or of the whole, if nothing runs that reached the notifier and nothing speaks against it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReadBeginAtOnce(in AddressRange asked, bool isWhole, out ReadToken token)
    {
        Unsafe.SkipInit(out token);
        var state = State;
        if ((state & Unreadable) != 0)
            return false;
        var (start, last) = (Word.Read(ref _start, this, nameof(Range)), Word.Read(ref _last, this, nameof(Range)));
        if (!isWhole && (asked.Start < start || asked.Last > last || Word.Read(ref _ring, this, nameof(_ring)) is null))
            return false;
        // The sequence first, and only then the hits: an invalidation that saves its sequence after this read is still held, or collides.
        var sequence = Sequence;
        if (Hits != 0)
            return false;
        // Last the state again: a change since the first look, an update of the range among them, is found by it or collides.
        if (BornDuringList is not null || State != state)
            return false;
        token = new ReadToken(this, sequence, state, isWhole ? AddressRange.FromStored(start, last) : asked);
        Interception.Happened(ProtocolStep.ReadBegun, Notifier, token.Range, sequence);
        return true;
    }

    /// <summary>The same where something reached the notifier, or speaks against it. False: wait for what <paramref name="obstacle"/> names, then start over.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the registration's.</exception>
    /// <exception cref="InvalidOperationException">The notifier has failed.</exception>
    internal bool TryReadBegin(AddressRange? asked, out ReadToken token, out FaultStatus status, out ReadObstacle obstacle)
    {
        (token, status, obstacle) = (default, FaultStatus.Completed, default);
        while (true)
        {
            var state = State;
            if ((state & Unreadable & ~Changing) != 0)
                return RefusesRead(state, out status);
            if ((state & Changing) != 0)
            {
                obstacle = new ReadObstacle(state, null);
                return false;
            }

            if (!TryReadRange(state, out var range))
                continue;
            var wanted = asked ?? range;
            if (!range.Contains(wanted))
                throw Outside(wanted, range);
            if (asked is not null)
                ProvideRing();
            var sequence = Sequence;
            var running = FindObstacles(wanted);
            // A change since the first look is found by the second, or collides.
            if (State != state)
                continue;
            obstacle = new ReadObstacle(state, running);
            token = running is null ? new ReadToken(this, sequence, state, wanted) : default;
            if (running is null)
                Interception.Happened(ProtocolStep.ReadBegun, Notifier, wanted, sequence);
            return running is null;
        }
    }

    /// <summary>Whether anything collided with the token's section.</summary>
    // Under the driver lock plain reads would do, since SetSeq is called under the same lock; CheckRetry comes without it and needs the volatile ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HasCollided(in ReadToken token)
    {
        if (State != token.State)
            return true;
        var sequence = Sequence;
        return sequence != token.Sequence && HasCollided(token.Range, token.Sequence, sequence);
    }

    /// <summary>Whether an invalidation that the calling thread runs or holds open has hit it, or ran when it was inserted or updated.</summary>
    internal bool WaitsFor(InvalidationSlot slot, long generation) =>
        slot.Hits.Contains(this) || Array.Exists(BornDuringList ?? [], born => ReferenceEquals(born.Slot, slot) && born.Generation == generation);

    internal void Announce(Waiter waiter) => _waiters.Announce(waiter, this);

    internal void Withdraw(Waiter waiter) => _waiters.Withdraw(waiter);

    /// <summary>Completes the step of its removal that was claimed, on the thread pool.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "On the thread pool there is nobody to throw at; the exception is reported.")]
    void IThreadPoolWorkItem.Execute()
    {
        var space = Space;
        try
        {
            _removalStep.RunClaimed(this);
        }
        catch (Exception exception)
        {
            space.Report(Notifier, $"{Name} threw while its removal from {Range} was completed.", exception);
        }
    }

    /// <summary>Why no section begins: it is a status, or thrown.</summary>
    private bool RefusesRead(long state, out FaultStatus status)
    {
        status = (state & Leaving) != 0 ? FaultStatus.Removed : FaultStatus.Released;
        return (state & (Leaving | Released)) != 0 ? true : throw Failure();
    }

    /// <summary>Makes the ring that a token of a part needs. Before its sequence is read: what is saved afterwards is recorded in it, or has another number there.</summary>
    private void ProvideRing()
    {
        if (Word.Read(ref _ring, this, nameof(_ring)) is null)
            Word.CompareExchange(ref _ring, new CollisionRing(CollisionRing.FirstLength), null, this, nameof(_ring));
    }

    /// <summary>The running invalidations that a reader of the range waits for: those that reached the registration, and those that may have missed it. Null if there are none.</summary>
    /// <remarks>
    /// To be called after the sequence was read. An invalidation that this look misses has ended, or was published after it: then it saves its sequence after the
    /// read, and collides.
    /// </remarks>
    private RunningInvalidation[]? FindObstacles(AddressRange range)
    {
        var missed = BornDuringList is { } bornDuring && !IsOver(bornDuring) ? RunningInvalidation.Overlapping(bornDuring, range) : null;
        var reached = Hits != 0 ? SpaceIfAny?.Slots.FindRunning(range) : null;
        return reached is null ? missed : RunningInvalidation.Union(missed, reached);
    }

    private bool IsOver(RunningInvalidation[] bornDuring)
    {
        if (RunningInvalidation.AnyRuns(bornDuring))
            return false;
        // All have ended, for ever. Whoever replaced the list meanwhile has a reason to keep his.
        Word.CompareExchange(ref _bornDuring, null, bornDuring, this, nameof(_bornDuring));
        return true;
    }

    /// <summary>Whether one of the invalidations saved since then may have touched the range.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasCollided(AddressRange range, ulong since, ulong sequence)
    {
        var ring = Word.Read(ref _ring, this, nameof(_ring));
        if (ring is null)
            return true;
        for (var number = sequence; number != since && sequence - since < (ulong)ring.Length; number--)
        {
            if (ring.MayOverlap(number, range))
                return true;
        }

        // Once more, for CheckRetry: from here on the oldest of those entries may be overwritten.
        if (Sequence - since < (ulong)ring.Length)
            return false;
        Outgrow(ring);
        return true;
    }

    /// <summary>A section lasted longer than the ring remembers. What the present one holds is forgotten: that collides.</summary>
    private void Outgrow(CollisionRing ring)
    {
        if (ring.Length < CollisionRing.LargestLength)
            Word.CompareExchange(ref _ring, new CollisionRing(2 * ring.Length), ring, this, nameof(_ring));
    }

    /// <summary>The range, if no update has touched it since the state was read.</summary>
    private bool TryReadRange(long state, out AddressRange range)
    {
        // Each volatile, so that they stay before the second look at the state.
        var start = Word.Read(ref _start, this, nameof(Range));
        var last = Word.Read(ref _last, this, nameof(Range));
        var isStable = State == state;
        range = isStable ? AddressRange.FromStored(start, last) : default;
        return isStable;
    }

    // Interlocked: it is changed under the writer lock, and without it by a callback that fails.
    private void Change(long set = 0, long clear = 0, long count = 0)
    {
        long state;
        do
        {
            state = Word.Read(ref _state, this, nameof(State));
        }
        while (!Word.CompareExchange(ref _state, ((state | set) & ~clear) + count, state, this, nameof(State)));
    }

    private ArgumentOutOfRangeException Outside(AddressRange wanted, AddressRange range) => new(
        nameof(range), wanted, $"{wanted} does not lie inside {range}, the range that {Name} is inserted for; a read section covers only what its notifier is told of.");

    private InvalidOperationException Failure() => new(
        $"{Name} has failed: a callback of it threw on a change that could not be stopped, so its shadow may be stale. Remove it, drop the shadow, and insert it again.");
}
