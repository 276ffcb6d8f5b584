namespace Misuse.NSDK3011;

public sealed class Lookup : IntervalNotifier
{
    private readonly ThreadLocal<Dictionary<ulong, ulong>> _recent = new(() => []);

    public ulong Find(ulong page) => _recent.Value!.GetValueOrDefault(page);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _recent.Value!.Clear();
        return true;
    }
}
