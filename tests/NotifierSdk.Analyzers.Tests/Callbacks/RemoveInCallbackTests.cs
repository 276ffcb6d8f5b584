using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class RemoveInCallbackTests() : RuleTests("NSDK3001")
{
    protected override string Broken => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _gate = new();

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_gate.EnterScope())
                    SetSeq(invalidation.Sequence);
                if (invalidation.Event == InvalidationEvent.Unmap)
                    [|Remove()|];
                return true;
            }
        }
        """;

    protected override string Correct => """
        sealed class Mirror : IntervalNotifier, IDisposable
        {
            private readonly DriverLock _gate = new();

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_gate.EnterScope())
                    SetSeq(invalidation.Sequence);
                if (invalidation.Event == InvalidationEvent.Unmap)
                    RemoveLater();
                else if (invalidation.Event == InvalidationEvent.Release)
                    ThreadPool.QueueUserWorkItem(_ => Remove());
                else
                    Task.Run(Remove);
                return true;
            }

            public void Dispose() => Remove();
        }
        """;

    protected override string HalfTyped => """
        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                [|Remove()|]
                [|this.
                Remove(|]
        """;

    [Fact]
    public async Task A_remove_in_a_helper_is_seen_and_the_message_names_the_way_there()
    {
        const string source = """
            sealed class Mirror : IntervalNotifier
            {
                protected override bool OnInvalidate(in Invalidation invalidation)
                {
                    Drop();
                    return true;
                }

                private void Drop() => Close();

                private void Close()
                {
                    Leave();
                    void Leave() => {|NSDK3001:this.Remove(TimeSpan.FromSeconds(1))|};
                }
            }
            """;
        await VerifyAsync(source);
        var analysis = await Analysis.OfAsync(TestProject.Create(Markup.Parse(source, Rule).Source));
        Assert.Equal(
            "'Remove' waits until no callback runs, so in a callback it throws; call RemoveLater (OnInvalidate → Drop → Close → Leave)",
            Assert.Single(analysis.Rules).GetMessage(null));
    }

    [Fact]
    public Task Annotated_callbacks_both_halves_and_properties_are_callbacks_too() => VerifyAsync("""
        sealed partial class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
            {
                finish = default;
                return IsGone;
            }

            protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish) => _ = [|RemoveAsync()|];

            private bool IsGone
            {
                get
                {
                    [|Remove()|];
                    return true;
                }
            }
        }
        """);

    [Fact]
    public Task A_helper_that_callbacks_and_others_share_is_silent_if_it_asks_who_calls() => VerifyAsync("""
        sealed class Mirror : IntervalNotifier, IDisposable
        {
            private int _depth;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                Close(fromCallback: true);
                Leave();
                return true;
            }

            public void Dispose() => Close(fromCallback: false);

            private void Close(bool fromCallback)
            {
                if (!fromCallback)
                    Remove();
            }

            private void Leave()
            {
                if (_depth > 0)
                {
                    RemoveLater();
                    return;
                }

                Remove();
            }
        }
        """);

    [Fact]
    public Task What_may_be_overridden_or_runs_on_after_an_await_or_belongs_to_another_is_not_certain() => VerifyAsync("""
        class Mirror(IntervalNotifier nested) : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                Drop();
                _ = Leave();
                nested.Remove();
                return true;
            }

            protected virtual void Drop() => Remove();

            private async Task Leave()
            {
                await Task.Yield();
                Remove();
            }
        }
        """);

    [Fact]
    public Task The_fix_removes_later() => VerifyFixAsync(
        """
        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                if (invalidation.IsBlockable)
                    [|this.Remove(TimeSpan.Zero, default)|]; // gone
                Drop();
                return true;
            }

            private void Drop() => [|Remove()|];
        }
        """,
        """
        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                if (invalidation.IsBlockable)
                    this.RemoveLater(); // gone
                Drop();
                return true;
            }

            private void Drop() => RemoveLater();
        }
        """);

    [Fact]
    public Task A_helper_that_others_rely_on_is_not_fixed() => VerifyNoFixAsync("""
        sealed class Mirror : IntervalNotifier, IDisposable
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                Close();
                return true;
            }

            public void Dispose() => Close();

            private void Close() => [|Remove()|];
        }
        """);

    [Theory]
    [InlineData("public void Evict(Region region) { region.Remove(); }", true)]
    [InlineData("public void Evict(Region region) => region?.TryRemove();", true)]
    [InlineData("public void Evict(Region region) { region.RemoveLater(); }", false)]
    [InlineData("public void Evict(Region region) => Task.Run(() => region.Remove());", false)]
    [InlineData("public bool IsOver; public void Evict(Region region) { if (region is null) region!.Remove(); }", false)]
    public Task The_region_is_removed_by_the_cache_to_which_its_callback_hands_it(string evict, bool isWrong) => VerifyAsync($$"""
        public sealed class Cache { {{evict}} }

        public sealed class Region(Cache cache) : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                {{(isWrong ? "[|cache.Evict(this)|]" : "cache.Evict(this)")}};
                return true;
            }
        }
        """);
}
