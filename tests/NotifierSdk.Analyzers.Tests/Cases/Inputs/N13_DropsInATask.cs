namespace Reduced.N13; // MISS NSDK3006: the same in a task that nobody awaits

public sealed class R01 : IntervalNotifier
{
    private readonly object _l = new();
    private readonly HashSet<ulong> _t = [];
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _ = DropAsync(invalidation.Range);
        return true;
    }
    private async Task DropAsync(AddressRange r) { await Task.Delay(1); lock (_l) _t.RemoveWhere(r.Contains); }
}
