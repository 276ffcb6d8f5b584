namespace NotifierSdk.Runtime.Tests.Observed;

internal sealed class Driver : IntervalNotifier
{
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        SetSeq(invalidation.Sequence);
        return true;
    }
}
