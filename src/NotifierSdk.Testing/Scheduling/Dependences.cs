namespace NotifierSdk.Testing.Scheduling;

/// <summary>Follows, through one schedule, which steps depend on which: its canonical form, the same for all schedules that differ only in the order of independent steps.</summary>
internal sealed class Dependences
{
    private readonly Dictionary<(object? Owner, string Word, int Key), Clocks> _clocks = [];
    private readonly List<(Clocks Clocks, bool IsWrite)> _touched = [];
    private readonly List<ScheduledThread> _spawned = [];
    private VectorClock _everything;

    /// <summary>The step that runs now, or ran last.</summary>
    internal Transition? Last { get; private set; }

    /// <summary>The canonical form of what was run so far, as a hash.</summary>
    internal UInt128 Trace { get; private set; }

    internal void Begin(ScheduledThread thread, IReadOnlyList<ScheduledThread> threads)
    {
        Last = new Transition(thread);
        var clock = thread.Clock.Join(_everything);
        if (thread.Kind is StepKind.Everything or StepKind.Await)
        {
            foreach (var other in threads)
                clock = clock.Join(other.Clock);
        }

        thread.Clock = clock.Advance(thread.Index);
        if (thread.Kind != StepKind.Start)
            Touch(thread, thread.Owner, thread.Kind is StepKind.Read or StepKind.Write ? thread.Word : "", thread.Kind != StepKind.Read);
    }

    internal void Touch(ScheduledThread thread, object? owner, string word, bool isWrite) => Touch(thread, (owner, word, -1), isWrite);

    internal void Note(ScheduledThread thread, int key, bool isWrite)
    {
        Last!.Note(key, isWrite);
        Touch(thread, (null, "", key), isWrite);
    }

    internal void Signalled(ScheduledThread thread, object waiter)
    {
        Last!.HasSignalled = true;
        Touch(thread, waiter, "", isWrite: true);
    }

    internal void Spawned(ScheduledThread thread) => _spawned.Add(thread);

    internal void End(ScheduledThread thread, IReadOnlyList<ScheduledThread> threads)
    {
        foreach (var (clocks, isWrite) in _touched)
        {
            if (isWrite)
                clocks.Written = thread.Clock;
            clocks.Used = clocks.Used.Join(thread.Clock);
        }

        _touched.Clear();
        foreach (var spawned in _spawned)
            spawned.Clock = thread.Clock;
        _spawned.Clear();
        if (Last!.Kind is StepKind.Everything or StepKind.Await)
            _everything = thread.Clock;
        unchecked
        {
            Trace += Hash(thread, threads);
        }
    }

    private void Touch(ScheduledThread thread, (object?, string, int) key, bool isWrite)
    {
        if (!_clocks.TryGetValue(key, out var clocks))
            _clocks.Add(key, clocks = new Clocks());
        thread.Clock = thread.Clock.Join(isWrite ? clocks.Used : clocks.Written);
        _touched.Add((clocks, isWrite));
    }

    private UInt128 Hash(ScheduledThread thread, IReadOnlyList<ScheduledThread> threads)
    {
        var low = Mix(Text(thread.Id), (ulong)Last!.Kind);
        low = Mix(low, Text(Last.Word));
        var clock = 0UL;
        for (var index = 0; index < thread.Clock.Count; index++)
        {
            if (thread.Clock[index] != 0)
                clock += Mix(Text(threads[index].Id), (ulong)thread.Clock[index]); // a sum: threads are numbered in the order in which they are made
        }

        low = Mix(low, clock);
        return new UInt128(Mix(low, 0x9E3779B97F4A7C15), low);
    }

    private static ulong Text(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in text)
            hash = (hash ^ character) * 1099511628211UL;
        return hash;
    }

    private static ulong Mix(ulong first, ulong second)
    {
        var mixed = (first ^ (second + 0x9E3779B97F4A7C15 + (first << 6) + (first >> 2))) * 0xBF58476D1CE4E5B9;
        mixed ^= mixed >> 29;
        mixed *= 0x94D049BB133111EB;
        return mixed ^ (mixed >> 32);
    }

    private sealed class Clocks
    {
        /// <summary>Of the last write.</summary>
        internal VectorClock Written { get; set; }

        /// <summary>Of all reads and writes.</summary>
        internal VectorClock Used { get; set; }
    }
}
