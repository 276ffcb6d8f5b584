using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>The interval notifiers of a space that are shared by range and type: made and inserted by the first Get, counted, removed later by the last Put (protocol, section 8).</summary>
internal sealed class SharedIntervalNotifiers
{
    private readonly ShortLock _lock = new("shared interval notifiers");
    private readonly Dictionary<(AddressRange Range, Type Type), Entry> _entries = [];
    private readonly Dictionary<IntervalNotifier, Entry> _byNotifier = new(ReferenceEqualityComparer.Instance);
    private readonly List<Registration> _leaving = [];
    private WaitQueue _waiters;

    /// <summary>Counts one user more; creates and inserts the notifier for the first. Waits while another thread creates it.</summary>
    internal T Get<T>(AddressSpace space, AddressRange range, Func<T> factory)
        where T : IntervalNotifier
    {
        while (true)
        {
            Entry? entry;
            var isCreator = false;
            using (_lock.EnterScope())
            {
                if (_entries.TryGetValue((range, typeof(T)), out entry) && entry.Registration is { IsLeaving: true })
                {
                    // Its users removed it themselves, and give it back all the same; whoever comes now begins anew.
                    _entries.Remove((range, typeof(T)));
                    entry = null;
                }

                isCreator = entry is null;
                if (isCreator)
                    _entries.Add((range, typeof(T)), entry = new Entry(range, typeof(T)));
                else if (entry!.Notifier is T ready)
                    return Count(entry, ready);
            }

            if (isCreator)
                return Create(space, entry!, factory);
            if (entry!.CreatedBy == Environment.CurrentManagedThreadId)
                throw new InvalidOperationException($"The factory of {typeof(T).Name} calls Get of the same type for the same range, and would wait for itself; make the notifier there.");
            var wait = new CreationWait(this, entry!);
            Wait.Until(ref wait, Deadline.Never, CancellationToken.None);
        }
    }

    /// <summary>Counts one user less; the last one removes the notifier later. Never waits.</summary>
    internal void Put(AddressSpace space, IntervalNotifier notifier)
    {
        Registration registration;
        using (_lock.EnterScope())
        {
            // No users: it is being inserted, and nobody has got it.
            if (!_byNotifier.TryGetValue(notifier, out var entry) || entry.Users == 0)
                throw new InvalidOperationException($"{AddressSpace.Describe(notifier)} is not in use in '{space.Name}': every Put needs a Get of the same space before it.");
            if (--entry.Users > 0)
                return;
            _byNotifier.Remove(notifier);
            if (_entries.TryGetValue((entry.Range, entry.Type), out var current) && ReferenceEquals(current, entry))
                _entries.Remove((entry.Range, entry.Type));
            _leaving.RemoveAll(static registration => registration.RemovalStep.IsDone(registration));
            _leaving.Add(registration = entry.Registration!);
        }

        // Not what the notifier is inserted as now: its users may have removed it, and inserted it elsewhere.
        IntervalNotifier.TryRemoveLater(registration);
    }

    /// <summary>One whose last Put has been and whose removal has not ended; null if there is none.</summary>
    internal Registration? FindLeaving()
    {
        using (_lock.EnterScope())
            return _leaving.Find(static registration => !registration.RemovalStep.IsDone(registration));
    }

    private static T Count<T>(Entry entry, T notifier)
        where T : IntervalNotifier
    {
        if (entry.Users == int.MaxValue)
            throw new InvalidOperationException($"{AddressSpace.Describe(notifier)} has {int.MaxValue} users, and no more can be counted; somebody calls Get without Put.");
        entry.Users++;
        return notifier;
    }

    private T Create<T>(AddressSpace space, Entry entry, Func<T> factory)
        where T : IntervalNotifier
    {
        T? known = null;
        Registration? inserted = null;
        try
        {
            var notifier = factory() ?? throw new InvalidOperationException($"The factory of {typeof(T).Name} returned null.");
            if (notifier.GetType() != typeof(T))
                throw new InvalidOperationException($"The factory of {typeof(T).Name} made a {notifier.GetType().Name}; Get and Put count by the exact type.");
            if (!TryKnow(notifier, entry))
                throw StillInUse(notifier, space);
            known = notifier;
            inserted = space.InsertNew(notifier, entry.Range);
            return notifier;
        }
        finally
        {
            // Nothing in here throws: those who wait are woken whatever happened.
            using (_lock.EnterScope())
            {
                if (inserted is not null)
                {
                    entry.Users = 1;
                    entry.Registration = inserted;
                    Word.Write(ref entry.Notifier, known, entry, nameof(entry.Notifier));
                }
                else
                {
                    // Those who wait for it look again, and one of them creates.
                    Word.Write(ref entry.HasFailed, true, entry, nameof(entry.HasFailed));
                    _entries.Remove((entry.Range, entry.Type));
                    if (known is not null)
                        _byNotifier.Remove(known);
                }
            }

            // The fence comes between either of the two writes and the look at the waiters; pairs with Announce, after which CreationWait looks at both once more.
            _waiters.FenceAndWakeAll(this);
        }
    }

    /// <summary>Finds the entry by its notifier from now on. False: an earlier Get of the notifier, whose users removed it themselves, has not been put.</summary>
    private bool TryKnow(IntervalNotifier notifier, Entry entry)
    {
        using (_lock.EnterScope())
            return _byNotifier.TryAdd(notifier, entry);
    }

    private static InvalidOperationException StillInUse(IntervalNotifier notifier, AddressSpace space) => new(
        $"The factory of {notifier.GetType().Name} returned {AddressSpace.Describe(notifier)}, which is still in use in '{space.Name}'. Every Get needs its Put before the notifier can be used again. Return a new notifier, or call Put first.");

    private sealed class Entry(AddressRange range, Type type)
    {
        internal readonly AddressRange Range = range;
        internal readonly Type Type = type;
        internal IntervalNotifier? Notifier;
        internal Registration? Registration; // what Get inserted; only under the lock
        internal int Users;
        internal readonly int CreatedBy = Environment.CurrentManagedThreadId;
        internal bool HasFailed;
    }

    private readonly struct CreationWait(SharedIntervalNotifiers owner, Entry entry) : IWaitCondition
    {
        public bool IsMet() =>
            Word.Read(ref entry.Notifier, entry, nameof(entry.Notifier)) is not null || Word.Read(ref entry.HasFailed, entry, nameof(entry.HasFailed));

        public bool MustPark() => !IsMet();

        public void Announce(Waiter waiter) => owner._waiters.Announce(waiter, owner);

        public void Withdraw(Waiter waiter) => owner._waiters.Withdraw(waiter);
    }
}
