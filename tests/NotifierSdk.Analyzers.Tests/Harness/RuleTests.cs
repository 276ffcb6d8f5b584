namespace NotifierSdk.Analyzers.Tests.Harness;

/// <summary>The tests of one rule. The three that every rule must have are members to fill in; whatever else it needs are facts beside them.</summary>
public abstract class RuleTests(string rule)
{
    /// <summary>The id of the rule under test; <c>[|…|]</c> in a source stands for it.</summary>
    public string Rule { get; } = rule;

    /// <summary>Code that breaks the rule, marked.</summary>
    protected abstract string Broken { get; }

    /// <summary>The nearest code that is right.</summary>
    protected abstract string Correct { get; }

    /// <summary>Code that does not compile, marked where the rule is sure all the same.</summary>
    protected abstract string HalfTyped { get; }

    [Fact]
    public Task It_fires_where_the_rule_is_broken()
    {
        Assert.True(Markup.Parse(Broken, Rule).Expected.Any(expected => expected.Id == Rule), $"The source marks no {Rule}.");
        return VerifyAsync(Broken);
    }

    [Fact]
    public Task It_is_silent_on_the_nearest_correct_code()
    {
        Assert.Empty(Markup.Parse(Correct, Rule).Expected);
        return VerifyAsync(Correct);
    }

    [Fact]
    public Task It_bears_code_that_does_not_compile() => VerifyBrokenAsync(HalfTyped);

    protected Task VerifyAsync(string marked) => Verify.DiagnosticsAsync(marked, Rule);

    protected Task VerifyBrokenAsync(string marked) => Verify.BrokenAsync(marked, Rule);

    /// <summary>Fixes one by one and all at once; the result compiles, and what it still reports is marked.</summary>
    protected Task VerifyFixAsync(string before, string after, bool beforeCompiles = true) =>
        VerifyFix.ChangesAsync(Rule, before, after, beforeCompiles);

    protected Task VerifyNoFixAsync(string marked) => VerifyFix.OffersNothingAsync(Rule, marked);
}
