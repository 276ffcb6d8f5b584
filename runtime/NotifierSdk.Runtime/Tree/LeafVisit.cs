using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NotifierSdk.Tree;

/// <summary>One leaf on a walk over the entries that reach an address or lie behind it: which of its entries do, and the way that led there.</summary>
/// <remarks>
/// <para>
/// A walk keeps no stack: to go on, the way down is retraced and left at the lowest place from which another way leads on. It is handed on by value, in two words,
/// so that an enumerator can stay in registers.
/// </para>
/// <para>
/// A <see cref="TreeChange{T}"/> may lower how far a subtree reaches while a walk is on the way into it. That way leads to nothing, and the walk goes on behind it.
/// </para>
/// </remarks>
internal readonly struct LeafVisit
{
    private const int LaneBits = Node.Capacity;

    private readonly ulong _pathAndLanes; // the lanes in the lowest bits

    private LeafVisit(Node? leaf, uint reaching, ulong path)
    {
        Leaf = leaf;
        _pathAndLanes = (path << LaneBits) | reaching;
    }

    internal Node? Leaf { get; }

    /// <summary>The lanes that reach the address. None: the walk has ended.</summary>
    internal uint Reaching => (uint)_pathAndLanes & ((1u << LaneBits) - 1);

    /// <summary>The lane taken at each height above the leaf, 4 bits each, the lowest height lowest, 11 levels at most.</summary>
    internal ulong Path => _pathAndLanes >> LaneBits;

    /// <summary>The first leaf with an entry that reaches the address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static LeafVisit First(Node root, int height, ulong address)
    {
        var addresses = Lanes.Broadcast(SignedAddress.From(address));
        var lanes = root.Reaching(address, addresses);
        if (lanes == 0)
            return default;
        if (height > 1)
            return FirstBelow(root, height, lanes, address);
        if (height == 0)
            return new LeafVisit(root, lanes, path: 0);
        // In a tree of two levels, a call would cost as much as one of them.
        var lane = (uint)BitOperations.TrailingZeroCount(lanes);
        var leaf = Unsafe.As<Inner>(root).ChildAt(lane);
        lanes = leaf.Reaching(address, addresses);
        return lanes != 0 ? new LeafVisit(leaf, lanes, lane) : Next(root, height, address, lane);
    }

    // Kept apart, as what follows: in whoever enumerates, the search would have to share the registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LeafVisit FirstBelow(Node root, int height, uint lanes, ulong address)
    {
        var visit = Descend(root, height, lanes, path: 0, address, Lanes.Broadcast(SignedAddress.From(address)));
        return visit.Leaf is not null ? visit : Next(root, height, address, visit.Path);
    }

    /// <summary>The next one after that to which a path led.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static LeafVisit Next(Node root, int height, ulong address, ulong path)
    {
        var addresses = Lanes.Broadcast(SignedAddress.From(address));
        // Nearly always it is a sibling of the last one, and what lies above need not be compared once more.
        if (height > 0 && ParentAt(root, height, path) is { } parent && FurtherLanes(parent, LaneAt(1, path), address) is var siblings and not 0)
        {
            var sibling = Descend(parent, 1, siblings, path >> 4, address, addresses);
            if (sibling.Reaching != 0)
                return sibling;
            path = sibling.Path;
        }

        while (TryTurn(root, height, address, path, out var turn, out var turnHeight, out var lanes))
        {
            var visit = Descend(turn, turnHeight, lanes, path >> (turnHeight * 4), address, addresses);
            if (visit.Reaching != 0)
                return visit;
            path = visit.Path;
        }

        return default;
    }

    /// <summary>The lowest place on the path from which another way leads on.</summary>
    private static bool TryTurn(Node root, int height, ulong address, ulong path, out Node turn, out int turnHeight, out uint lanes)
    {
        var node = root;
        (turn, turnHeight, lanes) = (node, 0, 0);
        for (; height > 0; height--)
        {
            var lane = LaneAt(height, path);
            var further = FurtherLanes(node, lane, address);
            if (further != 0)
                (turn, turnHeight, lanes) = (node, height, further);
            if (lane >= node.Count)
                break; // a way that led to nothing ended here
            node = Unsafe.As<Inner>(node).Children[lane];
        }

        return lanes != 0;
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

    private static int LaneAt(int height, ulong path) => (int)(path >> ((height - 1) * 4)) & 15;

    /// <summary>The lanes behind one that reach the address.</summary>
    private static uint FurtherLanes(Node node, int lane, ulong address) => node.Reaching(address) & ~((2u << lane) - 1);

    /// <summary>
    /// Goes down to the first leaf of these lanes of a node, to which the path leads. Each of them leads to an entry that reaches the address, unless the tree has just changed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LeafVisit Descend(Node node, int height, uint lanes, ulong path, ulong address, Vector256<long> addresses)
    {
        for (; height > 0; height--)
        {
            var lane = (uint)BitOperations.TrailingZeroCount(lanes);
            path = (path << 4) | lane;
            node = Unsafe.As<Inner>(node).ChildAt(lane); // above height 0
            if (height == 1)
                Unsafe.As<Leaf<nint>>(node).Prefetch(); // nothing is read, so the type of the values is of no matter; this one needs no type argument at run time
            lanes = node.Reaching(address, addresses);
            if (lanes == 0)
                return new LeafVisit(null, 0, ((path + 1) << ((height - 1) * 4)) - 1); // in all that lies below, past the last lane
        }

        return new LeafVisit(node, lanes, path);
    }
}
