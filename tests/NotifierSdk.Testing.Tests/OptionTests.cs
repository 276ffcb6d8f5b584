namespace NotifierSdk.Testing.Tests;

/// <summary>A limit that is none is refused where it is set, and the message says what to set.</summary>
public class OptionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_budget_and_a_livelock_of_no_steps_are_refused(int value)
    {
        Refuses(() => new ExplorationOptions { MaxSchedules = value }, value, "MaxSchedules is 1 or more. An exploration runs one schedule at least.");
        Refuses(() => new ExplorationOptions { MaxSteps = value }, value, "MaxSteps is 1 or more. A schedule needs more steps than its longest way to the end.");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_negative_number_is_refused(int value)
    {
        Refuses(() => new ExplorationOptions { RandomSchedules = value }, value, "RandomSchedules is 0 or more. Set 0 for a search without a random part.");
        Refuses(() => new ExplorationOptions { MaxPreemptions = value }, value, "MaxPreemptions is 0 or more. Set 0 for schedules in which no thread is stopped.");
    }

    public static TheoryData<TimeSpan> NoPatience =>
        [TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(-5), TimeSpan.MinValue, TimeSpan.FromMilliseconds(int.MaxValue + 1L), TimeSpan.MaxValue];

    [Theory]
    [MemberData(nameof(NoPatience))]
    public void A_patience_that_no_wait_takes_is_refused(TimeSpan value) =>
        Refuses(() => new ExplorationOptions { Patience = value }, value, "Patience lies between 1 and 2147483647 milliseconds. Set a second or more");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_folder_without_a_name_is_refused(string value) =>
        Assert.Contains(
            $"ReportDirectory is '{value}'. Name a folder",
            Assert.Throws<ArgumentException>(() => new ExplorationOptions { ReportDirectory = value }).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_smallest_values_explore_one_schedule()
    {
        var options = new ExplorationOptions { MaxSchedules = 1, MaxPreemptions = 0, RandomSchedules = 0, Patience = Timeout.InfiniteTimeSpan, ReportDirectory = null };
        Assert.Equal(1, Interleavings.Explore(Two, options).Schedules);
    }

    [Fact]
    public void The_largest_numbers_of_preemptions_and_seeds_come_to_an_end()
    {
        var options = new ExplorationOptions { MaxSchedules = 40, MaxPreemptions = int.MaxValue, RandomSchedules = 10, Seed = int.MaxValue, Patience = TimeSpan.FromMilliseconds(int.MaxValue) };
        Exploration? exploration = null;
        var explorer = new Thread(() => exploration = Interleavings.Explore(Many, options)) { IsBackground = true };
        explorer.Start();
        Assert.True(explorer.Join(TimeSpan.FromMinutes(1)));
        Assert.InRange(exploration!.Schedules, 11, 50); // the random part follows
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Many_threads_that_always_fail_are_found_with_the_smallest_budgets(int schedules)
    {
        var options = new ExplorationOptions { MaxSchedules = schedules, RandomSchedules = 0 };
        var found = Assert.Throws<InterleavingException>(() => Interleavings.Explore(
            scenario =>
            {
                for (var thread = 0; thread < 4; thread++)
                    scenario.Thread($"thread {thread}", () => scenario.Fail("always"));
            },
            options));
        Assert.Equal("always", found.Exploration.Failure);
        Assert.Equal(1, found.Exploration.Schedules);
    }

    [Fact]
    public void Threads_that_are_too_many_for_every_interleaving_leave_the_budget_to_the_schedules_of_few_preemptions()
    {
        var exploration = Interleavings.Explore(Many, new ExplorationOptions { MaxSchedules = 1_000, RandomSchedules = 100 });
        Assert.Equal(1_100, exploration.Schedules);
        Assert.False(exploration.IsComplete);
    }

    [Theory]
    [InlineData("1.b.9f31")]
    [InlineData("2.b.9f31.4x0")]
    [InlineData("1.b.9f31.4")]
    [InlineData("1.b.9f31.0x1")]
    [InlineData("1.b.9f31.-4x0")]
    [InlineData("1.b.9f31.4x99999999999")]
    public void A_word_that_is_no_token_is_refused(string text) =>
        Assert.Contains($"NOTIFIERSDK_REPLAY is '{text}'", Assert.Throws<FormatException>(() => ReplayToken.Parse(text)).Message, StringComparison.Ordinal);

    private static void Two(Scenario scenario)
    {
        scenario.Thread("one", () => Interleavings.Point("one"));
        scenario.Thread("other", () => Interleavings.Point("other"));
    }

    private static void Many(Scenario scenario)
    {
        var space = scenario.AddressSpace(pages: 1);
        for (var thread = 0; thread < 4; thread++)
            scenario.Thread($"change {thread}", () => scenario.Change(space, 0));
    }

    private static void Refuses(Func<ExplorationOptions> make, object value, string message)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(make);
        Assert.Equal(value, exception.ActualValue);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }
}
