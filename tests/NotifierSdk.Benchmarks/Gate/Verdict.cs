namespace NotifierSdk.Benchmarks.Gate;

/// <summary>What became of a goal.</summary>
internal enum Verdict
{
    Met,
    Missed,

    /// <summary>The machine was too busy: some parts of the run met the goal, others missed it.</summary>
    Unsettled,
}
