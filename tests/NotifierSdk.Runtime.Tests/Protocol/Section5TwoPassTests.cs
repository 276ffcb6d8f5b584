using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 5: every start before the first finish.</summary>
public sealed class Section5TwoPassTests : IDisposable
{
    private readonly AddressSpace _space = new("two passes");
    private readonly List<string> _steps = [];

    public void Dispose() => _space.Dispose();

    [Fact]
    public void With_eight_notifiers_all_eight_starts_run_before_the_first_finish_and_both_in_order()
    {
        for (var index = 0; index < 8; index++)
            Insert($"{index}");
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        var names = Enumerable.Range(0, 8).ToList();
        Assert.Equal([.. names.Select(name => $"start {name}"), .. names.Select(name => $"finish {name} of {name}")], _steps);
    }

    [Fact]
    public void The_finish_state_belongs_to_one_invocation()
    {
        var driver = Insert("a");
        driver.State = "first";
        var first = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        driver.State = "second";
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        first.End();
        Assert.Equal(["start a", "finish a of first", "start a", "finish a of second"], _steps);
    }

    [Fact]
    public void A_refusal_half_way_finishes_those_already_started_and_nobody_else()
    {
        Insert("a");
        Insert("b").Refuses = true;
        Insert("c");
        Assert.False(_space.TryBeginInvalidate(Page(1), InvalidationEvent.Unmap, out _));
        Assert.Equal(["start a", "refuse b", "finish a of a"], _steps);
    }

    [Fact]
    public void A_start_that_throws_has_no_finish_and_the_finishes_of_the_others_run()
    {
        Insert("a").Throws = true;
        Insert("b");
        Assert.Throws<AggregateException>(() => _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose());
        Assert.Equal(["throw a", "start b", "finish b of b"], _steps);
    }

    [Fact]
    public async Task A_remove_waits_for_the_finish()
    {
        var driver = Insert("a");
        Task? removal = null;
        driver.InFinish = () => removal = OwnThread.Run(driver.Remove);
        var open = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        Assert.False(removal!.IsCompleted);
        open.End();
        await removal;
    }

    private TwoPassDriver Insert(string name)
    {
        var driver = new TwoPassDriver(name, _steps) { State = name };
        _space.Insert(driver, Page(1));
        return driver;
    }

    private sealed class TwoPassDriver(string name, List<string> steps) : IntervalNotifier
    {
        internal string State { get; set; } = "";

        internal bool Refuses { get; set; }

        internal bool Throws { get; set; }

        internal Action? InFinish { get; set; }

        protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
        {
            finish = new FinishState(State, 7);
            steps.Add($"{(Throws ? "throw" : Refuses ? "refuse" : "start")} {name}");
            if (Throws)
                throw new InvalidOperationException("start");
            return !Refuses;
        }

        protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
        {
            Assert.Equal(7UL, finish.Value);
            steps.Add($"finish {name} of {finish.State}");
            InFinish?.Invoke();
        }
    }
}
