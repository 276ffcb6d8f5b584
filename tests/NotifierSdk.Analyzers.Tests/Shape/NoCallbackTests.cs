using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Shape;

public class NoCallbackTests() : RuleTests("NSDK1011")
{
    protected override string Broken => """
        sealed class [|Mirror|] : IntervalNotifier
        {
            public void Close() => Remove();
        }

        partial class [|Locked|] : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
        }
        """;

    protected override string Correct => """
        abstract class Base : IntervalNotifier;

        class ByHand : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation) => true;
        }

        sealed class Inherits : ByHand;

        class Split : IntervalNotifier
        {
            protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
            {
                finish = default;
                return true;
            }
        }
        """;

    protected override string HalfTyped => """
        sealed class [|Mirror|] : IntervalNotifier
        {
            protected override bool OnInv
        """;
}
