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
