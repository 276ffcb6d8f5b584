using System.Runtime.InteropServices;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>How often each outcome was seen.</summary>
internal sealed class Tally
{
    private readonly Dictionary<string, long> _outcomes = [];

    internal long Rounds { get; private set; }

    internal long this[string outcome] => _outcomes.GetValueOrDefault(outcome);

    internal void Count(string outcome)
    {
        Rounds++;
        CollectionsMarshal.GetValueRefOrAddDefault(_outcomes, outcome, out _)++;
    }

    /// <summary>The forbidden outcome never came, and those did between which it lies: a race that one side always wins would prove nothing.</summary>
    internal void Forbids(string forbidden, params ReadOnlySpan<string> between)
    {
        Assert.True(this[forbidden] == 0, ToString());
        foreach (var outcome in between)
            Assert.True(this[outcome] > 0, $"'{outcome}' was never seen in {this}");
    }

    /// <summary>The outcome came: this is where the harness shows that it can see it.</summary>
    internal void Shows(string outcome) => Assert.True(this[outcome] > 0, $"'{outcome}' was never seen in {this}");

    public override string ToString() =>
        $"{Rounds} rounds: {string.Join(", ", _outcomes.OrderByDescending(outcome => outcome.Value).Select(outcome => $"{outcome.Key} {outcome.Value}"))}";
}
