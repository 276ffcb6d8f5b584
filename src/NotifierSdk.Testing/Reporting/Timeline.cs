using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Reporting;

/// <summary>What happens in one schedule, in the words of the protocol, with the state after each line.</summary>
internal sealed class Timeline
{
    private readonly List<TimelineEntry> _entries = [];
    private readonly List<(int Thread, string Step)> _steps = [];

    internal IReadOnlyList<TimelineEntry> Entries => _entries;

    /// <summary>The threads in the order of their columns.</summary>
    internal IReadOnlyList<string> Threads { get; private set; } = [];

    /// <summary>Every step, also inside the runtime, one a line.</summary>
    internal string Raw => string.Join(Environment.NewLine, _steps.Select(step => $"  {Threads[step.Thread],-14} {step.Step}"));

    internal void Step(ScheduledThread thread) => _steps.Add((thread.Index, thread.Pending));

    internal void Add(int thread, string text, Run run) => _entries.Add(new TimelineEntry(thread, text, Snapshot.Of(run), IsFailure: false));

    /// <summary>Something is wrong, in a thread's step or, with -1, at the end.</summary>
    internal void Fail(int thread, Run run)
    {
        var what = run.Failure!.Split(':')[0];
        _entries.Add(new TimelineEntry(Math.Max(thread, 0), $"✗ {(what.Length > 40 ? "here" : what)}", Snapshot.Of(run), IsFailure: true));
    }

    internal void Complete(Run run) => Threads = [.. run.Threads.Select(thread => thread.Name)];
}
