using NotifierSdk.Engine;
using NotifierSdk.Waiting;

namespace NotifierSdk.Runtime.Tests.Oracle;

/// <summary>One sequence of operations, run on the engine and on the kernel's algorithm at the same time, with what must hold between them asserted at each step.</summary>
internal sealed class SideBySide(Tally tally) : IDisposable
{
    private readonly AddressSpace _space = new("side by side");
    private readonly KernelSpace _kernel = new();
    private readonly List<Subscriber> _inserted = [];
    private readonly List<Subscriber> _removing = [];
    private readonly List<Running> _running = [];
    private readonly List<Section> _sections = [];
    private readonly List<Subscriber> _called = [];
    private readonly List<Subscriber> _calledByKernel = [];

    internal void Run(Operation[] operations)
    {
        foreach (var operation in operations)
        {
            Apply(operation);
            CheckRemovals();
            tally.Operations++;
        }

        while (_running.Count > 0)
            End(0);
        CheckRemovals();
        Assert.Empty(_removing);
        foreach (var subscriber in _inserted)
            Assert.True(subscriber.CanRead(null, out _), $"{subscriber} waits, and nothing runs");
    }

    public void Dispose() => _space.Dispose();

    private void Apply(Operation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.Insert:
                Insert(operation.Range);
                break;
            case OperationKind.Begin or OperationKind.TryBegin:
                Begin(operation.Range, isBlockable: operation.Kind == OperationKind.Begin);
                break;
            case OperationKind.End when _running.Count > 0:
                End(operation.Index % _running.Count);
                break;
            case OperationKind.Retry when _sections.Count > 0:
                Retry(operation.Index % _sections.Count);
                break;
            case OperationKind.Remove when _inserted.Count > 0:
                Remove(_inserted[operation.Index % _inserted.Count]);
                break;
            case OperationKind.ReadBegin when _inserted.Count > 0:
                ReadBegin(_inserted[operation.Index % _inserted.Count], operation.Range);
                break;
            case OperationKind.Refuse when _inserted.Count > 0:
                _inserted[operation.Index % _inserted.Count].Refuses ^= true;
                break;
        }
    }

    private void Insert(AddressRange range)
    {
        var subscriber = new Subscriber(this, range);
        _space.Insert(subscriber, range);
        _kernel.Insert(subscriber.Twin);
        subscriber.BornDuring = [.. _running.Where(running => running.Range.Overlaps(range))];
        _inserted.Add(subscriber);
    }

    private void Begin(AddressRange range, bool isBlockable)
    {
        _called.Clear();
        _calledByKernel.Clear();
        // In order of start, ties by insertion; a refusal stops the walk.
        var expected = _inserted.Where(subscriber => subscriber.Range.Overlaps(range)).OrderBy(subscriber => subscriber.Range.Start).ToList();
        var refusing = isBlockable ? -1 : expected.FindIndex(subscriber => subscriber.WouldRefuse);
        if (refusing >= 0)
            expected.RemoveRange(refusing + 1, expected.Count - refusing - 1);
        var late = expected.Where(subscriber => _kernel.IsDeferred(subscriber.Twin)).ToList();

        var isOpen = _space.TryBegin(range, isBlockable, out var invalidation);
        var isOpenInKernel = _kernel.TryBegin(range, isBlockable);

        Assert.Equal(expected, _called);
        Assert.Equal(refusing < 0, isOpen);
        // The kernel's algorithm calls the same, but for those it has deferred, and besides those it still has to remove.
        Assert.Equal(expected.Except(late), _calledByKernel.Except(_removing));
        Assert.Equal(isOpen, isOpenInKernel);
        tally.Called += _called.Count;
        tally.Refused += isOpen ? 0 : 1;

        if (!isOpen)
            return;
        expected.ForEach(subscriber => subscriber.Hits++);
        _running.Add(new Running(range, invalidation, expected));
    }

    private void End(int index)
    {
        var running = _running[index];
        _running.RemoveAt(index);
        running.Invalidation.End();
        _kernel.End();
        foreach (var subscriber in running.Hit)
            subscriber.Hits--;
    }

    /// <summary>Of the part of the subscriber's range that the operation names, if it names one; of the whole otherwise.</summary>
    private void ReadBegin(Subscriber subscriber, AddressRange asked)
    {
        var part = asked.Intersect(subscriber.Range) is { } common && common != subscriber.Range ? common : default(AddressRange?);
        var read = part ?? subscriber.Range;
        var canRead = subscriber.CanRead(part, out var token);
        var canReadInKernel = _kernel.TryReadBegin(subscriber.Twin, TimeSpan.Zero, out var sequence);
        // What does not overlap the part is not waited for.
        var mustWait = _running.Exists(running => running.Range.Overlaps(read) && (running.Hit.Contains(subscriber) || subscriber.BornDuring.Contains(running)));
        Assert.Equal(!mustWait, canRead);
        Assert.True(canRead || !canReadInKernel, $"the engine waits to read {read} of {subscriber}, and the kernel's algorithm does not");
        tally.WaitedLess += canRead && !canReadInKernel ? 1 : 0;
        tally.BothWaited += canRead ? 0 : 1;
        if (canRead)
            _sections.Add(new Section(subscriber, token, part is null, canReadInKernel ? sequence : null, subscriber.Saved.Count));
    }

    private void Retry(int index)
    {
        var (subscriber, token, isWhole, sequence, saves) = _sections[index];
        _sections.RemoveAt(index);
        var since = subscriber.Saved[saves..];
        var mustRetry = subscriber.IsRemoved || since.Exists(saved => saved.Overlaps(token.Range));
        // A section that lasted longer than the ring remembers makes a new ring, which has forgotten everything.
        var isForgotten = subscriber.HasOutgrown |= since.Count >= CollisionRing.FirstLength;
        var (isRetried, isChecked) = (subscriber.ReadRetry(token), subscriber.CheckRetry(token));
        Assert.True(isRetried || !mustRetry, $"{subscriber} does not see that a section of {token.Range} collided");
        Assert.True(!isRetried || mustRetry || isForgotten, $"{subscriber} says that a section of {token.Range} collided, and nothing overlaps it");
        Assert.Equal(isRetried, isChecked);
        if (isWhole && sequence is { } read && !subscriber.IsRemoved && _kernel.ReadRetry(subscriber.Twin, read))
            Assert.True(mustRetry, $"the kernel's algorithm says that a section of {subscriber} collided");
        tally.Retried += mustRetry ? 1 : 0;
    }

    private void Remove(Subscriber subscriber)
    {
        _inserted.Remove(subscriber);
        subscriber.IsRemoved = true;
        subscriber.WasDeferred = _kernel.IsDeferred(subscriber.Twin);
        var registration = subscriber.CurrentRegistration!;
        subscriber.Removal = subscriber.RemoveAsync().AsTask();
        // It leaves on the thread pool, which does not wait for what has hit it.
        Assert.True(SpinWait.SpinUntil(() => registration.IsRemoved, TimeSpan.FromSeconds(30)));
        _kernel.BeginRemove(subscriber.Twin);
        _removing.Add(subscriber);
    }

    private void CheckRemovals()
    {
        for (var index = _removing.Count - 1; index >= 0; index--)
        {
            var subscriber = _removing[index];
            var isRemovedInKernel = _kernel.IsRemoved(subscriber.Twin);
            if (subscriber.Hits > 0)
            {
                Assert.False(subscriber.Removal!.IsCompleted, $"{subscriber} was removed while an invalidation held it");
                // A deferred insert is cancelled at once there: nothing can have reached it. Here it was in the tree from the start.
                Assert.True(subscriber.WasDeferred || !isRemovedInKernel, $"the engine waits to remove {subscriber}, and the kernel's algorithm does not");
                tally.BothWaited++;
                continue;
            }

            Assert.True(subscriber.Removal!.Wait(TimeSpan.FromSeconds(30)), $"{subscriber} is not removed, and nothing holds it");
            Assert.Equal(1, subscriber.RemovedCalls);
            tally.WaitedLess += isRemovedInKernel ? 0 : 1;
            if (isRemovedInKernel)
                _removing.RemoveAt(index);
        }
    }

    private sealed record Running(AddressRange Range, OpenInvalidation Invalidation, List<Subscriber> Hit);

    private sealed record Section(Subscriber Subscriber, ReadToken Token, bool IsWhole, ulong? Sequence, int Saves);

    /// <summary>One notifier of the engine, and its twin in the kernel's algorithm.</summary>
    private sealed class Subscriber : IntervalNotifier
    {
        private readonly SideBySide _owner;

        internal Subscriber(SideBySide owner, AddressRange range)
        {
            _owner = owner;
            Wanted = range;
            Twin = new KernelNotifier(range, (_, isBlockable) =>
            {
                owner._calledByKernel.Add(this);
                return isBlockable || !WouldRefuse;
            });
        }

        internal KernelNotifier Twin { get; }

        internal AddressRange Wanted { get; }

        internal bool Refuses { get; set; }

        /// <summary>Not while only one of the two would call it: one that is being removed is still called there, one whose insert is deferred only here.</summary>
        internal bool WouldRefuse => Refuses && !IsRemoved && !_owner._kernel.IsDeferred(Twin);

        internal int Hits { get; set; }

        internal List<AddressRange> Saved { get; } = [];

        internal bool HasOutgrown { get; set; }

        internal List<Running> BornDuring { get; set; } = [];

        internal bool IsRemoved { get; set; }

        internal bool WasDeferred { get; set; }

        internal Task? Removal { get; set; }

        internal int RemovedCalls { get; private set; }

        public override string ToString() => $"[{Wanted}]";

        internal bool CanRead(AddressRange? part, out ReadToken token) =>
            TryReadBegin(part, Deadline.AfterMilliseconds(0), CancellationToken.None, out token) == FaultStatus.Completed;

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (invalidation.Event == InvalidationEvent.Removed)
                return true;
            _owner._called.Add(this);
            if (!invalidation.IsBlockable && WouldRefuse)
                return false;
            SetSeq(invalidation.Sequence);
            Saved.Add(invalidation.Range);
            return true;
        }

        protected override void OnRemoved() => RemovedCalls++;
    }
}

internal static class AddressSpaceExtensions
{
    internal static bool TryBegin(this AddressSpace space, AddressRange range, bool isBlockable, out OpenInvalidation invalidation)
    {
        invalidation = default;
        if (isBlockable)
        {
            invalidation = space.BeginInvalidate(range, InvalidationEvent.Unmap).Detach();
            return true;
        }

        if (!space.TryBeginInvalidate(range, InvalidationEvent.Unmap, out var scope))
            return false;
        invalidation = scope.Detach();
        return true;
    }
}
