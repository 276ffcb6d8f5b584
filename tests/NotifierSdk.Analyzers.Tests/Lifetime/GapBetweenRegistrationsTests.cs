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
}
