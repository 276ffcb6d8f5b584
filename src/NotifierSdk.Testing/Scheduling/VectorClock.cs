namespace NotifierSdk.Testing.Scheduling;

/// <summary>For each thread, how many of its steps come before: the partial order in which a schedule's steps depend on each other.</summary>
internal readonly struct VectorClock
{
    private readonly int[]? _counts;

    private VectorClock(int[] counts) => _counts = counts;

    internal int Count => _counts?.Length ?? 0;

    internal int this[int thread] => _counts is not null && thread < _counts.Length ? _counts[thread] : 0;

    internal VectorClock Join(in VectorClock other)
    {
        if (other._counts is null || ReferenceEquals(other._counts, _counts))
            return this;
        if (_counts is null)
            return other;
        var joined = new int[Math.Max(Count, other.Count)];
        for (var thread = 0; thread < joined.Length; thread++)
            joined[thread] = Math.Max(this[thread], other[thread]);
        return new VectorClock(joined);
    }

    internal VectorClock Advance(int thread)
    {
        var advanced = new int[Math.Max(Count, thread + 1)];
        _counts?.CopyTo(advanced, 0);
        advanced[thread]++;
        return new VectorClock(advanced);
    }
}
