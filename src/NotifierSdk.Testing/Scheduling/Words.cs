namespace NotifierSdk.Testing.Scheduling;

/// <summary>
/// The words and locks of all schedules so far, by the type of their owner and their name. A thread stops only before those that two threads have
/// been seen to use in one schedule, at least one of them to write: what is never shared needs no decision.
/// </summary>
/// <remarks>
/// Sound: as long as no schedule shows a word to be shared, its accesses commute with all steps of other threads, so stopping before them leads nowhere new. As soon
/// as one does, the search starts over with that word as a step.
/// </remarks>
internal sealed class Words
{
    private readonly Dictionary<(Type Owner, string Name), Use> _uses = [];
    private readonly List<Use> _found = [];

    /// <summary>Records an access in the schedule of that number.</summary>
    internal Use Access(object owner, string name, int schedule, int thread, bool isWrite)
    {
        var key = (owner as Type ?? owner.GetType(), name);
        if (!_uses.TryGetValue(key, out var use))
            _uses.Add(key, use = new Use(_uses.Count));
        if (!use.IsShared && use.IsFoundShared(schedule, thread, isWrite))
            _found.Add(use);
        return use;
    }

    /// <summary>Between two schedules: what was found shared becomes a step. False: nothing was.</summary>
    internal bool TryGrow()
    {
        if (_found.Count == 0)
            return false;
        foreach (var use in _found)
            use.IsShared = true;
        _found.Clear();
        return true;
    }

    internal sealed class Use(int id)
    {
        private int _schedule = -1;
        private ulong _readers;
        private ulong _writers;
        private bool _isFound;

        internal int Id { get; } = id;

        internal bool IsShared { get; set; }

        internal bool IsFoundShared(int schedule, int thread, bool isWrite)
        {
            if (_schedule != schedule)
                (_schedule, _readers, _writers) = (schedule, 0, 0);
            var bit = 1UL << Math.Min(thread, 63);
            if (isWrite)
                _writers |= bit;
            else
                _readers |= bit;
            var others = ~bit;
            if (_isFound || ((_writers & others) == 0 && (!isWrite || (_readers & others) == 0)))
                return false;
            return _isFound = true;
        }
    }
}
