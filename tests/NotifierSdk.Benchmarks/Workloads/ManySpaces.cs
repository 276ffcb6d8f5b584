namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>A thread that announces changes to many spaces in turn, each with a notifier that they do not reach.</summary>
internal sealed class ManySpaces
{
    private static readonly AddressRange s_outside = AddressRange.FromLength(1UL << 40, 0x1000);

    private readonly AddressSpace[] _spaces;

    internal ManySpaces(int count)
    {
        _spaces = new AddressSpace[count];
        for (var i = 0; i < count; i++)
        {
            _spaces[i] = new AddressSpace();
            _spaces[i].Insert(new Driver(), AddressRange.FromLength(0x1000, 0x1000));
        }
    }

    internal void Invalidate(int operations)
    {
        var spaces = _spaces;
        for (int i = 0, next = 0; i < operations; i++, next = next + 1 == spaces.Length ? 0 : next + 1)
        {
            using (spaces[next].BeginInvalidate(s_outside, InvalidationEvent.Unmap))
            {
            }
        }
    }

    private sealed class Driver : IntervalNotifier
    {
        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            SetSeq(invalidation.Sequence);
            return true;
        }
    }
}
