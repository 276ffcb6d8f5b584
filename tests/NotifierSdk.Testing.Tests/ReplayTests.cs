namespace NotifierSdk.Testing.Tests;

/// <summary>What a test says when the environment asks for one of its schedules. The variable is everybody's, so each test here has tokens of a name of its own.</summary>
public class ReplayTests
{
    [Fact]
    public void A_schedule_that_fails_again_is_the_failure()
    {
        const string Name = "fails again";
        var token = TokenOf(Name, points: 3);
        var found = Assert.Throws<InterleavingException>(() => Replay(token, Name, scenario => Seen(scenario, points: 3, isBroken: true))).Exploration;
        Assert.Equal((Verdict.Failed, "seen"), (found.Verdict, found.Failure));
        Assert.Equal(token, found.ReplayToken);
    }

    [Fact]
    public void A_schedule_that_passes_since_the_bug_is_fixed_passes_and_says_so()
    {
        const string Name = "is fixed";
        var exploration = Replay(TokenOf(Name, points: 3), Name, scenario => Seen(scenario, points: 3, isBroken: false));
        Assert.Null(exploration.Failure);
        Assert.Null(exploration.Verdict);
        Assert.False(exploration.IsComplete);
        Assert.Equal("the schedule of the token passes, and no other was run; unset NOTIFIERSDK_REPLAY to run all", exploration.ToString());
    }

    [Fact]
    public void Behind_the_steps_of_the_token_a_loop_that_waits_lets_the_others_go_on()
    {
        const string Name = "waits";
        var token = Assert.Throws<InterleavingException>(() => Interleavings.Explore(scenario => Waits(scenario, isBroken: true), null, Name)).Exploration.ReplayToken!;
        Assert.Null(Replay(token, Name, scenario => Waits(scenario, isBroken: false)).Failure);
    }

    [Theory]
    [InlineData(1, "thread 0 cannot take the step that it took before")]
    [InlineData(0, "the schedule ends before the token does")]
    public void A_schedule_that_the_test_does_not_have_any_more_is_said_to_be_one(int points, string difference)
    {
        const string Name = "is another one";
        var token = TokenOf(Name, points: 3);
        var found = Assert.Throws<InterleavingException>(() => Replay(token, Name, scenario =>
        {
            if (points > 0)
                Seen(scenario, points, isBroken: false);
            else
                scenario.Thread("alone", () => { });
        })).Exploration;
        Assert.Equal(Verdict.NotDeterministic, found.Verdict);
        Assert.Contains($"the token does not fit this test any more: {difference}", found.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain("clocks", found.Failure, StringComparison.Ordinal);
    }

    private static string TokenOf(string name, int points) =>
        Assert.Throws<InterleavingException>(() => Interleavings.Explore(scenario => Seen(scenario, points, isBroken: true), null, name)).Exploration.ReplayToken!;

    private static Exploration Replay(string token, string name, Action<Scenario> scenario)
    {
        Environment.SetEnvironmentVariable("NOTIFIERSDK_REPLAY", token);
        try
        {
            return Interleavings.Explore(scenario, null, name);
        }
        finally
        {
            Environment.SetEnvironmentVariable("NOTIFIERSDK_REPLAY", null);
        }
    }

    private static void Waits(Scenario scenario, bool isBroken)
    {
        var isDone = false;
        scenario.Thread("loop", () =>
        {
            while (!isDone)
            {
                Interleavings.Point("again");
                if (isBroken)
                    scenario.Fail("broken");
            }
        });
        scenario.Thread("set", () => isDone = true);
    }

    private static void Seen(Scenario scenario, int points, bool isBroken)
    {
        var isDone = false;
        scenario.Thread("set", () =>
        {
            for (var point = 0; point < points; point++)
                Interleavings.Point("step");
            isDone = true;
        });
        scenario.Thread("look", () =>
        {
            Interleavings.Point("look");
            if (isDone && isBroken)
                scenario.Fail("seen");
        });
    }
}
