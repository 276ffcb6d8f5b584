using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NotifierSdk.Tree;

/// <summary>One column of a node: a signed number of 64 bits for each of its entries, compared all at once.</summary>
/// <remarks>A set of lanes is a bit mask, lane 0 lowest.</remarks>
[InlineArray(Node.Capacity)]
internal struct Lanes
{
    /// <summary>What a lane that is not in use holds: nothing is lower.</summary>
    internal const long Vacant = long.MinValue;

    private const uint AllLanes = (1u << Node.Capacity) - 1;

    private long _first;

    /// <summary>A bound in every lane of a vector, for a search that compares it with one node after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<long> Broadcast(long bound) => Vector256.IsHardwareAccelerated ? Vector256.Create(bound) : default;

    /// <summary>The lanes that hold <paramref name="bound"/> or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint AtLeast(ref readonly Lanes lanes, long bound) => AtLeast(in lanes, bound, Broadcast(bound));

    /// <inheritdoc cref="AtLeast(ref readonly Lanes, long)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint AtLeast(ref readonly Lanes lanes, long bound, Vector256<long> bounds) => AllLanes & ~Below(in lanes, bound, bounds);

    /// <summary>The lanes that hold more than <paramref name="bound"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Above(ref readonly Lanes lanes, long bound) => bound == long.MaxValue ? 0 : AtLeast(in lanes, bound + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Below(ref readonly Lanes lanes, long bound, Vector256<long> bounds)
    {
        if (Vector512.IsHardwareAccelerated)
            return Below512(in lanes, bound);
        if (Vector256.IsHardwareAccelerated)
            return Below256(in lanes, bounds);
        if (Vector128.IsHardwareAccelerated)
            return Below128(in lanes, bound);
        return BelowScalar(in lanes, bound);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Below512(ref readonly Lanes lanes, long bound)
    {
        ref readonly var first = ref lanes[0];
        var bounds = Vector512.Create(bound);
        var low = Vector512.LessThan(Vector512.LoadUnsafe(in first), bounds).ExtractMostSignificantBits();
        var high = Vector512.LessThan(Vector512.LoadUnsafe(in first, 8), bounds).ExtractMostSignificantBits();
        return (uint)(low | (high << 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Below256(ref readonly Lanes lanes, Vector256<long> bounds)
    {
        ref readonly var first = ref lanes[0];
        return (Below256(in first, 0, bounds) | (Below256(in first, 4, bounds) << 4)) | ((Below256(in first, 8, bounds) << 8) | (Below256(in first, 12, bounds) << 12));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Below256(ref readonly long first, nuint lane, Vector256<long> bounds) =>
        Vector256.LessThan(Vector256.LoadUnsafe(in first, lane), bounds).ExtractMostSignificantBits();

    internal static uint Below128(ref readonly Lanes lanes, long bound)
    {
        ref readonly var first = ref lanes[0];
        var bounds = Vector128.Create(bound);
        var mask = 0u;
        for (var lane = 0; lane < Node.Capacity; lane += 2)
            mask |= Vector128.LessThan(Vector128.LoadUnsafe(in first, (nuint)lane), bounds).ExtractMostSignificantBits() << lane;
        return mask;
    }

    internal static uint BelowScalar(ref readonly Lanes lanes, long bound)
    {
        var mask = 0u;
        for (var lane = 0; lane < Node.Capacity; lane++)
            mask |= (lanes[lane] < bound ? 1u : 0u) << lane;
        return mask;
    }

    /// <summary>The largest value.</summary>
    internal static long Max(ref readonly Lanes lanes)
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

    internal static long MaxScalar(ref readonly Lanes lanes)
    {
        var max = lanes[0];
        for (var lane = 1; lane < Node.Capacity; lane++)
            max = Math.Max(max, lanes[lane]);
        return max;
    }

    /// <summary>Writes the lanes with one value more before a position; the last lane, which must be free, is pushed out. Both may be the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Insert(ref readonly Lanes lanes, int at, long value, ref Lanes result)
    {
        if (Vector512.IsHardwareAccelerated)
            Insert512(in lanes, at, value, ref result);
        else if (Vector256.IsHardwareAccelerated)
            Insert256(in lanes, at, value, ref result);
        else
            InsertScalar(in lanes, at, value, ref result);
    }

    /// <summary>Writes the lanes without the one at a position; the last lane becomes vacant. Both may be the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Remove(ref readonly Lanes lanes, int at, ref Lanes result)
    {
        if (Vector512.IsHardwareAccelerated)
            Remove512(in lanes, at, ref result);
        else if (Vector256.IsHardwareAccelerated)
            Remove256(in lanes, at, ref result);
        else
            RemoveScalar(in lanes, at, ref result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Insert512(ref readonly Lanes lanes, int at, long value, ref Lanes result)
    {
        ref readonly var first = ref lanes[0];
        var (low, high) = (Vector512.LoadUnsafe(in first), Vector512.LoadUnsafe(in first, 8));
        var lowShifted = Vector512.Shuffle(low, Vector512.Create(0L, 0, 1, 2, 3, 4, 5, 6));
        var highShifted = Vector512.LoadUnsafe(in first, 7);
        var position = Vector512.Create((long)at);
        ref var target = ref result[0];
        Vector512.ConditionalSelect(Vector512.LessThan(LowNumbers, position), low, lowShifted).StoreUnsafe(ref target);
        Vector512.ConditionalSelect(Vector512.LessThan(LowNumbers + Vector512.Create(8L), position), high, highShifted).StoreUnsafe(ref target, 8);
        result[at] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Remove512(ref readonly Lanes lanes, int at, ref Lanes result)
    {
        ref readonly var first = ref lanes[0];
        var (low, high) = (Vector512.LoadUnsafe(in first), Vector512.LoadUnsafe(in first, 8));
        var lowShifted = Vector512.LoadUnsafe(in first, 1);
        var highShifted = Vector512.Shuffle(high, Vector512.Create(1L, 2, 3, 4, 5, 6, 7, 7));
        var position = Vector512.Create((long)at);
        ref var target = ref result[0];
        Vector512.ConditionalSelect(Vector512.LessThan(LowNumbers, position), low, lowShifted).StoreUnsafe(ref target);
        Vector512.ConditionalSelect(Vector512.LessThan(LowNumbers + Vector512.Create(8L), position), high, highShifted).StoreUnsafe(ref target, 8);
        result[Node.Capacity - 1] = Vacant;
    }

    // Everything is loaded before anything is stored: both may be the same.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Insert256(ref readonly Lanes lanes, int at, long value, ref Lanes result)
    {
        ref readonly var first = ref lanes[0];
        var a = Before256(Vector256.LoadUnsafe(in first), Vector256.Shuffle(Vector256.LoadUnsafe(in first), Vector256.Create(0L, 0, 1, 2)), 0, at);
        var b = Before256(Vector256.LoadUnsafe(in first, 4), Vector256.LoadUnsafe(in first, 3), 4, at);
        var c = Before256(Vector256.LoadUnsafe(in first, 8), Vector256.LoadUnsafe(in first, 7), 8, at);
        var d = Before256(Vector256.LoadUnsafe(in first, 12), Vector256.LoadUnsafe(in first, 11), 12, at);
        Store256(a, b, c, d, ref result);
        result[at] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Remove256(ref readonly Lanes lanes, int at, ref Lanes result)
    {
        ref readonly var first = ref lanes[0];
        var highest = Vector256.LoadUnsafe(in first, 12);
        var a = Before256(Vector256.LoadUnsafe(in first), Vector256.LoadUnsafe(in first, 1), 0, at);
        var b = Before256(Vector256.LoadUnsafe(in first, 4), Vector256.LoadUnsafe(in first, 5), 4, at);
        var c = Before256(Vector256.LoadUnsafe(in first, 8), Vector256.LoadUnsafe(in first, 9), 8, at);
        var d = Before256(highest, Vector256.Shuffle(highest, Vector256.Create(1L, 2, 3, 3)), 12, at);
        Store256(a, b, c, d, ref result);
        result[Node.Capacity - 1] = Vacant;
    }

    /// <summary>Of four lanes from a number on: as they are before a position, and from there on as they are when shifted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Before256(Vector256<long> lanes, Vector256<long> shifted, long number, int at) =>
        Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Create(0L, 1, 2, 3), Vector256.Create(at - number)), lanes, shifted);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store256(Vector256<long> a, Vector256<long> b, Vector256<long> c, Vector256<long> d, ref Lanes result)
    {
        ref var target = ref result[0];
        a.StoreUnsafe(ref target);
        b.StoreUnsafe(ref target, 4);
        c.StoreUnsafe(ref target, 8);
        d.StoreUnsafe(ref target, 12);
    }

    internal static void InsertScalar(ref readonly Lanes lanes, int at, long value, ref Lanes result)
    {
        lanes[at..(Node.Capacity - 1)].CopyTo(result[(at + 1)..]);
        lanes[..at].CopyTo(result);
        result[at] = value;
    }

    internal static void RemoveScalar(ref readonly Lanes lanes, int at, ref Lanes result)
    {
        lanes[..at].CopyTo(result);
        lanes[(at + 1)..].CopyTo(result[at..]);
        result[Node.Capacity - 1] = Vacant;
    }

    private static Vector512<long> LowNumbers => Vector512.Create(0L, 1, 2, 3, 4, 5, 6, 7);
}
