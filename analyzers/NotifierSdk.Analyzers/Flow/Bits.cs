namespace NotifierSdk.Analyzers.Flow;

/// <summary>The numbers of the bits that are set.</summary>
internal static class Bits
{
    public static IEnumerable<int> Of(ulong mask)
    {
        for (var number = 0; mask != 0; number++, mask >>= 1)
        {
            if ((mask & 1) != 0)
                yield return number;
        }
    }

    public static int Count(ulong mask)
    {
        var count = 0;
        for (; mask != 0; mask &= mask - 1)
            count++;
        return count;
    }
}
