using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Lifetime;

public class GapBetweenRegistrationsTests() : RuleTests("NSDK5007")
{
    protected override string Broken => """
        sealed class Mirror(AddressSpace space) : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                if (!invalidation.Range.IsAll)
                {
                    RemoveLater();
                    [|space.Insert(new Mirror(space), Range)|];
                }

                return true;
            }
        }
        """;

    protected override string Correct => """
        sealed class Mirror(AddressSpace space) : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                space.Apply(new NotifierBatch().RemoveLater(this).Insert(new Mirror(space), Range));
                if (invalidation.IsBlockable)
                {
                    space.Insert(new Mirror(space), Range);
                    RemoveLater();
                }
                else
                {
                    RemoveLater();
                }

                return true;
            }
        }
        """;

    protected override string HalfTyped => """
        sealed class Mirror(AddressSpace space) : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                RemoveLater();
                space.Insert(new Mirror(space), );
                space.
        """;

    [Theory]
    [InlineData("RemoveLater(); if (invalidation.Range.IsAll) { [|space.Insert(new Mirror(space), Range)|]; }")]
    [InlineData("if (invalidation.Range.IsAll) { RemoveLater(); } [|Space!.Insert(new Mirror(space), Range)|];")]
    [InlineData("space.Apply(new NotifierBatch().RemoveLater(this)); [|space.Insert(new Mirror(space), Range)|];")]
    [InlineData("var batch = new NotifierBatch(); batch.RemoveLater(this); space.Apply(batch); [|space.Insert(new Mirror(space), Range)|];")]
    public Task Braces_and_batches_make_no_difference(string statements) => VerifyAsync(Driver(statements));

    [Theory]
    [InlineData("var batch = new NotifierBatch(); batch.RemoveLater(this); batch.Insert(new Mirror(space), Range); space.Apply(batch);")]
    [InlineData("if (invalidation.Range.IsAll) RemoveLater(); else space.Insert(new Mirror(space), Range);")]
    [InlineData("space.Insert(new Mirror(space), Range); RemoveLater();")]
    public Task One_batch_or_the_other_order_has_no_gap(string statements) => VerifyAsync(Driver(statements));

    [Fact]
    public Task The_fix_applies_one_batch() => VerifyFixAsync(
        Driver("""
            // Two are left.
            RemoveLater();
            [|space.Insert(new Mirror(space), Range)|];
            [|space.Insert(
                new Mirror(space),
                invalidation.Range)|]; // both
            """),
        Driver("""
            // Two are left.
            space.Apply(new NotifierBatch().RemoveLater(this).Insert(new Mirror(space), Range).Insert(
                new Mirror(space),
                invalidation.Range)); // both
            """));

    [Fact]
    public Task The_fix_keeps_the_comments_of_each_call() => VerifyFixAsync(
        Driver("""
            // Two are left.
            RemoveLater(); // ends before the hole

            // the part below the hole
            [|space.Insert(new Mirror(space), Range)|];
            // the part above the hole
            [|space.Insert(new Mirror(space), invalidation.Range)|]; // both
            """),
        Driver("""
            // Two are left.
            // ends before the hole
            // the part below the hole
            // the part above the hole
            space.Apply(new NotifierBatch().RemoveLater(this).Insert(new Mirror(space), Range).Insert(new Mirror(space), invalidation.Range)); // both
            """));

    [Fact]
    public Task The_fix_keeps_the_comments_between_calls_on_one_line() => VerifyFixAsync(
        Driver("RemoveLater(); [|space.Insert(new Mirror(space), Range)|]; /* and */ [|space.Insert(new Mirror(space), Range)|];"),
        Driver("/* and */ space.Apply(new NotifierBatch().RemoveLater(this).Insert(new Mirror(space), Range).Insert(new Mirror(space), Range));"));

    [Fact]
    public Task Where_a_call_is_compiled_on_a_condition_nothing_is_offered() => VerifyNoFixAsync(Driver("""
        RemoveLater();
        #if !TWO
        [|space.Insert(new Mirror(space), Range)|];
        #endif
        [|space.Insert(new Mirror(space), Range)|];
        """));

    [Theory]
    [InlineData("RemoveLater(); Console.WriteLine(); [|space.Insert(new Mirror(space), Range)|];")] // something in between
    [InlineData("RemoveLater(); /* why */ [|space.Insert(new Mirror(space) /* what */, Range)|];")]
    public Task Where_more_is_done_nothing_is_offered(string statements) => VerifyNoFixAsync(Driver(statements));

    [Fact]
    public Task Without_a_lock_nothing_is_offered() => VerifyNoFixAsync("""
        public sealed class Mirror(AddressSpace space) : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                RemoveLater();
                [|space.Insert(new Mirror(space), Range)|];
                return true;
            }
        }
        """);

    [Theory]
    [InlineData("_window.RemoveLater(); [|_space.Insert(_window, wider)|];")] // the same one
    [InlineData("var old = _window; old.RemoveLater(); if (wider.IsAll) return; [|_space.Insert(old, wider)|];")]
    [InlineData("_space.Apply(new NotifierBatch().RemoveLater(_window)); [|_space.Insert(_window, wider)|];")]
    [InlineData("Close(); [|_space.Insert(_window, wider)|];")]
    [InlineData("_window.RemoveLater(); [|_space.Insert(new Window(_window.Pages), wider)|];")] // takes the shadow over
    [InlineData("var old = _window; _window = new Window(old.Pages); old.RemoveLater(); [|_space.Insert(_window, wider)|];")]
    [InlineData("var old = _window; var next = new Window([]) { Pages = old.Pages }; old.RemoveLater(); [|_space.Insert(next, wider)|];")]
    [InlineData("_window.RemoveLater(); [|_space.Insert(_spare, _window.Range)|];")] // was there before
    [InlineData("var range = _window.Range; _window.RemoveLater(); _window = _spare; [|_space.Insert(_window, range)|];")]
    public Task Outside_a_callback_what_takes_its_place_is_inserted_in_the_batch_too(string statements) => VerifyAsync(Owner(statements));

    [Theory]
    [InlineData("_window.RemoveLater(); _window = new Window([]); _space.Insert(_window, wider);")] // a fresh one misses nothing
    [InlineData("var range = _window.Range; _window.RemoveLater(); _window = new Window([]); _space.Insert(_window, range);")]
    [InlineData("_window.RemoveLater(); _space.Insert(_spare, wider);")] // one goes, another one comes
    [InlineData("_window.RemoveLater(); _window.Remove(); _space.Insert(_window, wider);")]
    [InlineData("_space.Apply(new NotifierBatch().Update(_window, _window.Range, wider));")]
    [InlineData("_space.Apply(new NotifierBatch().RemoveLater(_window).Insert(_spare, _window.Range));")]
    [InlineData("if (wider.IsAll) _window.RemoveLater(); else _space.Insert(_window, wider);")]
    [InlineData("_space.Insert(_spare, _window.Range); _window.RemoveLater();")]
    [InlineData("for (var i = 0; i < 4; i++) { var next = new Window([]); _space.Insert(next, _window.Range); _window.RemoveLater(); _window = next; }")]
    [InlineData("for (var i = 0; i < 4; i++) { var range = _window.Range; _space.Insert(_spare, range); _window.RemoveLater(); (_window, _spare) = (_spare, _window); }")]
    [InlineData("foreach (var old in _all) { _space.Insert(_spare, old.Range); old.RemoveLater(); }")]
    [InlineData("foreach (var old in _all) old.RemoveLater(); _all.Clear(); foreach (var old in _all) _space.Insert(old, wider);")]
    public Task Outside_a_callback_one_that_goes_and_one_that_comes_may_have_nothing_to_do_with_each_other(string statements) => VerifyAsync(Owner(statements));

    [Fact]
    public Task A_notifier_that_moves_itself_is_told_of_and_not_fixed() => VerifyNoFixAsync("""
        public sealed class Window(AddressSpace space) : IntervalNotifier
        {
            private readonly DriverLock _lock = new();

            public void Move(AddressRange range)
            {
                lock (this)
                {
                    RemoveLater();
                    [|space.Insert(this, range)|];
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }
        """);

    private static string Owner(string statements) => $$"""
        public sealed class Window(HashSet<ulong> pages) : IntervalNotifier
        {
            public HashSet<ulong> Pages { get; init; } = pages;

            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }

        public sealed class Aperture(AddressSpace space, Window first, Window spare)
        {
            private readonly AddressSpace _space = space;
            private readonly List<Window> _all = [];
            private Window _window = first;
            private Window _spare = spare;

            public void Widen(AddressRange wider)
            {
                {{statements}}
            }

            public void Close() => _window.RemoveLater();
        }
        """;

    private static string Driver(string statements) => $$"""
        public sealed class Mirror(AddressSpace space) : IntervalNotifier
        {
            private readonly DriverLock _lock = new();

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    {{statements.Replace("\n", "\n            ", StringComparison.Ordinal)}}
                }

                return true;
            }
        }
        """;
}
