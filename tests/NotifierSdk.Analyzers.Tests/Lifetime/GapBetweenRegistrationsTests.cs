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

                if (invalidation.Range.IsAll)
                    space.Insert(new Mirror(space), Range);

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
