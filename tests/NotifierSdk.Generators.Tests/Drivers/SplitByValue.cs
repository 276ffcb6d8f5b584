using NotifierSdk;

namespace Drivers.Shapes;

internal sealed partial class SplitByValue : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();

    [InvalidateStart] private FinishState Begin(Invalidation invalidation) => new(null, invalidation.Range.Start);

    [InvalidateFinish] private void End() { }
}
