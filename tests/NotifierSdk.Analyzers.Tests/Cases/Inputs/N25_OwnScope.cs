namespace Reduced.N25; // MISS NSDK4008: waits for the scope that it has begun itself; the other one ends it first

public sealed class Balloon(AddressSpace space)
{
    private readonly Dictionary<AddressRange, IntervalNotifier> _shadows = [];

    public void Inflate(AddressRange range)
    {
        using (space.BeginInvalidate(range, InvalidationEvent.Unmap))
        {
            if (_shadows.TryGetValue(range, out var shadow))
                _shadows[range].Remove();
        }
    }

    public void Deflate(AddressRange range)
    {
        using (space.BeginInvalidate(range, InvalidationEvent.Unmap))
            Console.WriteLine(range);
        if (_shadows.TryGetValue(range, out var shadow))
            shadow.Remove();
    }
}
