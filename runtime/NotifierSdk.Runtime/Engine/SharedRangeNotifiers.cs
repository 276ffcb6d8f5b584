using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Seam;
using NotifierSdk.Waiting;

namespace NotifierSdk.Engine;

/// <summary>The range notifiers of a space that are shared by kind: made by the first Get, counted, freed some time after the last Put (protocol, section 8).</summary>
internal sealed class SharedRangeNotifiers
{
    private readonly ShortLock _lock = new("shared range notifiers");
    private readonly Dictionary<Type, Entry> _entries = [];
    private WaitQueue _waiters;
    private int _freesUnderWay;

    internal bool IsFreed => Word.Read(ref _freesUnderWay, this, nameof(_freesUnderWay)) == 0;

    /// <summary>Counts one user more; creates and registers the notifier for the first. Waits while another thread creates it.</summary>
    internal T Get<T>(AddressSpace space, Func<T> factory)
        where T : RangeNotifier
    {
        while (true)
        {
            Entry? entry;
            var isCreator = false;
            using (_lock.EnterScope())
            {
                isCreator = !_entries.TryGetValue(typeof(T), out entry);
                if (isCreator)
                    _entries.Add(typeof(T), entry = new Entry());
                else if (entry!.Notifier is T ready)
                    return Count(entry, ready);
            }

            if (isCreator)
                return Create(space, entry!, factory);
            if (entry!.CreatedBy == Environment.CurrentManagedThreadId)
                throw new InvalidOperationException($"The factory of {typeof(T).Name} calls Get of the same type, and would wait for itself; make the notifier there.");
            var wait = new CreationWait(this, entry!);
            Wait.Until(ref wait, Deadline.Never, CancellationToken.None);
        }
    }

    /// <summary>Counts one user less; the last one takes the notifier out of the list, without a Release, and has it freed later. Never waits.</summary>
    internal void Put(AddressSpace space, RangeNotifier notifier)
    {
        using (_lock.EnterScope())
        {
            if (!_entries.TryGetValue(notifier.GetType(), out var entry) || !ReferenceEquals(entry.Notifier, notifier))
                throw new InvalidOperationException($"{notifier} is not in use in '{space.Name}': every Put needs a Get of the same space before it.");
            if (--entry.Users > 0)
                return;
            _entries.Remove(notifier.GetType());
            Word.Increment(ref _freesUnderWay, this, nameof(_freesUnderWay));
        }

        var registration = notifier.CurrentRegistration!;
        registration.IsToBeFreed = true;
        space.RemoveRange(registration);
        registration.FreeIfDue();
    }

    /// <summary>Frees what the last Put has left behind, on the thread pool. Nothing holds the registration any more.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "On the thread pool there is nobody to throw at; the exception is reported.")]
    internal void Free(RangeRegistration registration)
    {
        // As in a callback: whoever waits for the frees in here would wait for itself.
        var frame = default(CallbackFrame);
        var callback = ThreadContext.EnterCallback(registration.Space, ref frame);
        try
        {
            registration.Notifier.RunFree();
        }
        catch (Exception exception)
        {
            registration.Space.Report(registration.Notifier, $"{AddressSpace.Describe(registration.Notifier)} threw when it was freed.", exception);
        }
        finally
        {
            callback.Leave();
            registration.IsOver = true;
            // Interlocked: the fence before the look for waiters.
            Word.Decrement(ref _freesUnderWay, this, nameof(_freesUnderWay));
            _waiters.WakeAll(this);
        }
    }

    internal void Announce(Waiter waiter) => _waiters.Announce(waiter, this);

    internal void Withdraw(Waiter waiter) => _waiters.Withdraw(waiter);

    private static T Count<T>(Entry entry, T notifier)
        where T : RangeNotifier
    {
        if (entry.Users == int.MaxValue)
            throw new InvalidOperationException($"{notifier} has {int.MaxValue} users, and no more can be counted; somebody calls Get without Put.");
        entry.Users++;
        return notifier;
    }

    private T Create<T>(AddressSpace space, Entry entry, Func<T> factory)
        where T : RangeNotifier
    {
        T? notifier = null;
        try
        {
            notifier = factory() ?? throw new InvalidOperationException($"The factory of {typeof(T).Name} returned null.");
            if (notifier.GetType() != typeof(T))
                throw new InvalidOperationException($"The factory of {typeof(T).Name} made a {notifier.GetType().Name}; Get and Put count by the exact type.");
            space.Register(notifier);
            notifier.CurrentRegistration!.IsShared = true;
            return notifier;
        }
        catch
        {
            notifier = null;
            throw;
        }
        finally
        {
            using (_lock.EnterScope())
            {
                entry.Users = 1;
                Word.Write(ref entry.Notifier, notifier, entry, nameof(entry.Notifier));
                if (notifier is null)
                {
                    entry.HasFailed = true; // those who wait for it look again, and one of them creates
                    _entries.Remove(typeof(T));
                }
            }

            _waiters.FenceAndWakeAll(this);
        }
    }

    private sealed class Entry
    {
        internal RangeNotifier? Notifier;
        internal int Users;
        internal readonly int CreatedBy = Environment.CurrentManagedThreadId;
        internal volatile bool HasFailed;
    }

    private readonly struct CreationWait(SharedRangeNotifiers owner, Entry entry) : IWaitCondition
    {
        public bool IsMet() => Word.Read(ref entry.Notifier, entry, nameof(entry.Notifier)) is not null || entry.HasFailed;

        public bool MustPark() => !IsMet();

        public void Announce(Waiter waiter) => owner.Announce(waiter);

        public void Withdraw(Waiter waiter) => owner.Withdraw(waiter);
    }
}
