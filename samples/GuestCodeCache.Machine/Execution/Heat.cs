namespace GuestCodeCache.Machine.Execution;

/// <summary>How often blocks were interpreted. A hint: threads write at the same time, and addresses share counters.</summary>
/// <param name="threshold">How often before a block is translated.</param>
internal sealed class Heat(int threshold)
{
    private const int Counters = 1 << 12;

    private readonly int[] _counters = new int[Counters];

    /// <summary>One more; whether it is time to translate. Then it begins anew, for the day when the block is dropped.</summary>
    internal bool IsHot(uint pc)
    {
        ref var counter = ref _counters[(pc >> 2) & (Counters - 1)];
        if (counter++ < threshold)
            return false;
        counter = 0;
        return true;
    }
}
