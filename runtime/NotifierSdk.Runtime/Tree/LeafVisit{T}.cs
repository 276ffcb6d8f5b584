using System.Numerics;
using System.Runtime.CompilerServices;

namespace NotifierSdk.Tree;

/// <summary>One leaf on a walk over what overlaps a range: which of its entries do, and the way that led there.</summary>
/// <remarks>
/// <para>
/// A walk keeps no stack: to go on, the way down is retraced and left at the lowest place from which another way leads on. It is handed on by value,
/// so that an enumerator can stay in registers.
/// </para>
/// <para>
/// A <see cref="TreeChange{T}"/> may lower how far a subtree reaches while a walk is on the way into it. That way leads to nothing, and the walk goes on behind it.
/// </para>
/// </remarks>
internal readonly struct LeafVisit<T>
{
    /// <summary>In a path: no entry behind this leaf overlaps.</summary>
    private const ulong Final = 1UL << 63;

    private LeafVisit(Leaf<T>? leaf, uint hits, ulong path)
    {
        Leaf = leaf;
        Hits = hits;
        Path = path;
    }

    internal Leaf<T>? Leaf { get; }

    /// <summary>The lanes that overlap. None: the walk has ended.</summary>
    internal uint Hits { get; }

    /// <summary>The lane taken at each height above the leaf, 4 bits each, the lowest height lowest, 11 levels at most; and whether anything can follow.</summary>
    internal ulong Path { get; }

    private static LeafVisit<T> Nothing => new(null, 0, Final);

    /// <summary>The first leaf with an entry that overlaps.</summary>
    internal static LeafVisit<T> First(Node root, int height, ulong start, ulong last)
    {
        var reaching = root.Reaching(start);
        if (reaching == 0)
            return Nothing;
        var visit = Descend(root, height, reaching, path: 0, start, last);
        return visit.Hits != 0 ? visit : Next(root, height, start, last, visit.Path);
    }

    /// <summary>The next one after that to which a path led.</summary>
    internal static LeafVisit<T> Next(Node root, int height, ulong start, ulong last, ulong path)
    {
        while ((path & Final) == 0)
        {
            var visit = Behind(root, height, start, last, path);
            if (visit.Hits != 0)
                return visit;
            path = visit.Path;
        }

        return Nothing;
    }

    /// <summary>The next leaf to which a way leads that has not been taken.</summary>
    private static LeafVisit<T> Behind(Node root, int height, ulong start, ulong last, ulong path)
    {
        // Nearly always it is a sibling of the last one, and what lies above need not be compared once more.
        if (height > 0 && ParentAt(root, height, path) is { } parent && FurtherLanes(parent, LaneAt(1, path), start) is var siblings and not 0)
            return Descend(parent, 1, siblings, path >> 4, start, last);

        var node = root;
        var (turn, turnHeight, turnLanes) = (node, 0, 0u);
        for (; height > 0; height--)
        {
            var lane = LaneAt(height, path);
            var further = FurtherLanes(node, lane, start);
            if (further != 0)
                (turn, turnHeight, turnLanes) = (node, height, further);
            if (lane >= node.Count)
                break; // a way that led to nothing ended here
            node = Unsafe.As<Inner>(node).Children[lane];
        }

        return turnLanes == 0 ? Nothing : Descend(turn, turnHeight, turnLanes, path >> (turnHeight * 4), start, last);
    }

    /// <summary>The node above the leaf to which the path led; null if the way led to nothing before.</summary>
    private static Node? ParentAt(Node root, int height, ulong path)
    {
        var node = root;
        for (; height > 1; height--)
        {
            var lane = LaneAt(height, path);
            if (lane >= node.Count)
                return null;
            node = Unsafe.As<Inner>(node).Children[lane];
        }

        return node;
    }

    /// <summary>The lanes behind one that reach the start.</summary>
    private static uint FurtherLanes(Node node, int lane, ulong start) => node.Reaching(start) & ~((2u << lane) - 1);

    private static int LaneAt(int height, ulong path) => (int)(path >> ((height - 1) * 4)) & 15;

    /// <summary>
    /// Goes down to the first leaf of these lanes of a node, to which the path leads. Each of them leads to an entry that reaches the range's start, unless the tree has just changed.
    /// </summary>
    private static LeafVisit<T> Descend(Node node, int height, uint lanes, ulong path, ulong start, ulong last)
    {
        for (; height > 0; height--)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            path = (path << 4) | (uint)lane;
            node = Unsafe.As<Inner>(node).Children[lane]; // above height 0
            lanes = node.Reaching(start);
            if (lanes == 0)
                return new LeafVisit<T>(null, 0, ((path + 1) << ((height - 1) * 4)) - 1); // in all that lies below, past the last lane
        }

        // Entries are in order of start: behind one that begins after the range, all do.
        var leaf = Unsafe.As<Leaf<T>>(node); // at height 0; a cast to a generic class is a call
        // While the lanes are compared, the values come: otherwise a hit waits for the memory twice.
        CacheLine.Prefetch(in leaf.Values[0]);
        CacheLine.Prefetch(in leaf.Values[Node.Capacity / 2]);
        var beyond = Lanes.Above(in leaf.Keys.Starts, last);
        return new LeafVisit<T>(leaf, lanes & ~beyond, beyond == 0 ? path : path | Final);
    }
}
