using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NotifierSdk.Tree;

/// <summary>One column of a node: a 64-bit value for each of its entries, compared all at once.</summary>
/// <remarks>
/// A set of lanes is a bit mask, lane 0 lowest. Lanes past a node's count are 0; masks speak of them too, and their reader cuts them off.
/// </remarks>
[InlineArray(Node.Capacity)]
internal struct Lanes
{
    private ulong _first;

    /// <summary>The lanes that hold <paramref name="bound"/> or more, unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint AtLeast(ref readonly Lanes lanes, ulong bound)
    {
        if (Vector512.IsHardwareAccelerated)
            return AtLeast512(in lanes, bound);
        if (Vector256.IsHardwareAccelerated)
            return AtLeast256(in lanes, bound);
        if (Vector128.IsHardwareAccelerated)
            return AtLeast128(in lanes, bound);
        return AtLeastScalar(in lanes, bound);
    }

    /// <summary>The lanes that hold more than <paramref name="bound"/>, unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Above(ref readonly Lanes lanes, ulong bound) => bound == ulong.MaxValue ? 0 : AtLeast(in lanes, bound + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint AtLeast512(ref readonly Lanes lanes, ulong bound)
    {
        ref readonly var first = ref lanes[0];
        var bounds = Vector512.Create(bound);
        var low = Vector512.GreaterThanOrEqual(Vector512.LoadUnsafe(in first), bounds).ExtractMostSignificantBits();
        var high = Vector512.GreaterThanOrEqual(Vector512.LoadUnsafe(in first, 8), bounds).ExtractMostSignificantBits();
        return (uint)(low | (high << 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint AtLeast256(ref readonly Lanes lanes, ulong bound)
    {
        ref readonly var first = ref lanes[0];
        var bounds = Vector256.Create(bound);
        return Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(in first), bounds).ExtractMostSignificantBits()
            | (Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(in first, 4), bounds).ExtractMostSignificantBits() << 4)
            | (Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(in first, 8), bounds).ExtractMostSignificantBits() << 8)
            | (Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(in first, 12), bounds).ExtractMostSignificantBits() << 12);
    }

    internal static uint AtLeast128(ref readonly Lanes lanes, ulong bound)
    {
        ref readonly var first = ref lanes[0];
        var bounds = Vector128.Create(bound);
        var mask = 0u;
        for (var lane = 0; lane < Node.Capacity; lane += 2)
            mask |= Vector128.GreaterThanOrEqual(Vector128.LoadUnsafe(in first, (nuint)lane), bounds).ExtractMostSignificantBits() << lane;
        return mask;
    }

    internal static uint AtLeastScalar(ref readonly Lanes lanes, ulong bound)
    {
        var mask = 0u;
        for (var lane = 0; lane < Node.Capacity; lane++)
            mask |= (lanes[lane] >= bound ? 1u : 0u) << lane;
        return mask;
    }

    /// <summary>The largest value; lanes past the count hold 0 and do not count.</summary>
    internal static ulong Max(ref readonly Lanes lanes)
    {
        if (!Vector256.IsHardwareAccelerated)
            return MaxScalar(in lanes);
        ref readonly var first = ref lanes[0];
        var max = Vector256.Max(
            Vector256.Max(Vector256.LoadUnsafe(in first), Vector256.LoadUnsafe(in first, 4)),
            Vector256.Max(Vector256.LoadUnsafe(in first, 8), Vector256.LoadUnsafe(in first, 12)));
        var half = Vector128.Max(max.GetLower(), max.GetUpper());
        return Math.Max(half[0], half[1]);
    }

    internal static ulong MaxScalar(ref readonly Lanes lanes)
    {
        var max = lanes[0];
        for (var lane = 1; lane < Node.Capacity; lane++)
            max = Math.Max(max, lanes[lane]);
        return max;
    }
}
