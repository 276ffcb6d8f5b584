namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>A driver that writes down what it was called for, and does in its callbacks what a test asks it to.</summary>
internal sealed class RecordingDriver(string name = "driver") : IntervalNotifier
{
    internal List<Invalidation> Invalidations { get; } = [];

    internal Func<Invalidation, bool>? InCallback { get; set; }

    internal Action? InWaitForCommits { get; set; }

    internal Action? InOnRemoved { get; set; }

    internal int RemovedCalls { get; private set; }

    public override string ToString() => name;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        // The last callbacks for what an update took away run on the thread pool, beside each other and beside those of the rest.
        lock (Invalidations)
            Invalidations.Add(invalidation);
        if (InCallback is not null && !InCallback(invalidation))
            return false;
        SetSeq(invalidation.Sequence);
        return true;
    }

    protected override void WaitForCommits() => InWaitForCommits?.Invoke();

    protected override void OnRemoved()
    {
        RemovedCalls++;
        InOnRemoved?.Invoke();
    }
}

internal static class Ranges
{
    /// <summary>The page of that number, of one address.</summary>
    internal static AddressRange Page(int number) => AddressRange.FromLength((ulong)number, 1);

    internal static AddressRange Pages(int first, int last) => AddressRange.FromBounds((ulong)first, (ulong)last);
}
