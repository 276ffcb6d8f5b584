using NotifierSdk.Testing.Oracle;
using NotifierSdk.Testing.Reporting;
using NotifierSdk.Waiting;

namespace NotifierSdk.Testing.Scheduling;

/// <summary>One thread of a schedule: what it is about to do, and whether it can. Touched only by whoever has the token.</summary>
internal sealed class ScheduledThread(int index, string id, string name, Action body)
{
    private readonly Dictionary<(object Owner, string Word), int> _reads = [];

    internal int Index { get; } = index;

    /// <summary>The same for the same thread in every schedule, in whichever order threads are made.</summary>
    internal string Id { get; } = id;

    internal string Name { get; } = name;

    internal Action Body { get; } = body;

    internal Worker? Worker { get; set; }

    internal bool IsFinished { get; set; }

    /// <summary>How many threads it has made.</summary>
    internal int Children { get; set; }

    internal StepKind Kind { get; private set; } = StepKind.Start;

    /// <summary>What the pending step is about: the owner of a word, a lock, a waiter.</summary>
    internal object? Owner { get; private set; }

    /// <summary>The word, or the lock's or point's name.</summary>
    internal string Word { get; private set; } = "start";

    /// <summary>The number of the word or lock among all that were ever met; the same in every schedule.</summary>
    internal int WordId { get; private set; } = -1;

    internal Waiter? ParkedFor { get; set; }

    internal bool CanTimeOut { get; set; }

    internal CancellationToken Cancellation { get; set; }

    internal Task? AwaitedTask { get; set; }

    /// <summary>The callbacks it is in, the innermost on top.</summary>
    internal Stack<RunningCallback> Callbacks { get; } = [];

    /// <summary>How many driver locks it holds.</summary>
    internal int HeldDriverLocks { get; set; }

    /// <summary>Whether it seems to go round in a loop that reads what nobody changes. Another thread's write ends that.</summary>
    internal bool IsSpinning => SpinningAt is not null;

    /// <summary>The word or point that it has come to too often; null if there is none.</summary>
    internal string? SpinningAt { get; private set; }

    /// <summary>How far each other thread's steps come before its next one.</summary>
    internal VectorClock Clock { get; set; }

    internal string Pending => Kind is StepKind.Read or StepKind.Write
        ? $"{(Kind == StepKind.Read ? "read" : "write")} {Names.OfWord(Owner!, Word)}"
        : Kind switch
        {
            StepKind.Lock => $"lock {Word}",
            StepKind.TryLock => $"try {Word}",
            _ => Word,
        };

    internal void SetPending(StepKind kind, object? owner, string word, int wordId) => (Kind, Owner, Word, WordId) = (kind, owner, word, wordId);

    internal void HasRead(object owner, string word, int mostReads)
    {
        var count = _reads.GetValueOrDefault((owner, word)) + 1;
        _reads[(owner, word)] = count;
        if (count > mostReads)
            SpinningAt ??= word;
    }

    /// <summary>Somebody has written: what was read may be read anew.</summary>
    internal void Refresh()
    {
        if (_reads.Count > 0)
            _reads.Clear();
        SpinningAt = null;
    }
}
