using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class ThrowInCallbackTests() : RuleTests("NSDK3005")
{
    protected override string Broken => """
        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                [|ArgumentNullException.ThrowIfNull(invalidation.Owner)|];
                try
                {
                    if (invalidation.Range.IsAll)
                        throw new NotSupportedException();
                }
                catch (NotSupportedException)
                {
                    [|throw;|]
                }

                return invalidation.Event == InvalidationEvent.Release ? true : [|throw new NotSupportedException()|];
            }
        }
        """;

    protected override string Correct => """
        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                try
                {
                    ArgumentNullException.ThrowIfNull(invalidation.Owner);
                }
                catch (ArgumentNullException)
                {
                    Fail();
                }

                Action later = () => throw new NotSupportedException();
                return invalidation.Event switch
                {
                    InvalidationEvent.Unmap => true,
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
            }

            private static void Fail() { }
        }
        """;

    protected override string HalfTyped => """
        sealed class Mirror : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                if (invalidation.
                    [|throw new Missing();|]
            }
        """;
}
