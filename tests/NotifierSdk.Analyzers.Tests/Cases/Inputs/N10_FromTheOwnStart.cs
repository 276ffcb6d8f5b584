namespace Reduced.N10; // MISS NSDK3012: the own start is subtracted, and nothing clipped

public sealed class Arr : IntervalNotifier
{
    private readonly object _l = new();
    private readonly bool[] _dirty = new bool[256];
    protected override bool OnInvalidate(in Invalidation inv)
    {
        lock (_l)
        {
            var first = (inv.Range.Start - Range.Start) / 4096;
            var last = (inv.Range.Last - Range.Start) / 4096;
            for (var i = first; i <= last; i++) _dirty[i] = true;
        }
        return true;
    }
}
