using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>How often each outcome was seen.</summary>
internal sealed class Tally
{
    private readonly Dictionary<string, long> _outcomes = [];

    internal Stopwatch Clock { get; } = Stopwatch.StartNew();

    internal long Rounds { get; private set; }

    internal long this[string outcome] => _outcomes.GetValueOrDefault(outcome);

    internal void Count(string outcome)
    {
        Rounds++;
        CollectionsMarshal.GetValueRefOrAddDefault(_outcomes, outcome, out _)++;
    }

    internal bool HasSeen(int times, params string[] outcomes) => Array.TrueForAll(outcomes, outcome => this[outcome] >= times);

    public override string ToString() =>
        $"{Rounds} rounds: {string.Join(", ", _outcomes.OrderByDescending(outcome => outcome.Value).Select(outcome => $"{outcome.Key} {outcome.Value}"))}";
}
