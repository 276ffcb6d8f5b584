using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NotifierSdk.Tree;

/// <summary>A node of the tree: up to 16 entries in order of their keys, held in columns so that one comparison sees them all.</summary>
/// <remarks>
/// It changes only while its <see cref="Version"/> is that of an edit that has not ended; nobody else sees it then. Every later edit copies it.
/// A <see cref="TreeChange{T}"/> puts one leaf in the place of another, in a tree whose owner does not need that it stays as it is.
/// </remarks>
internal abstract class Node
{
    /// <summary>The most entries; a power of two, so that a lane's number fits into 4 bits of a path.</summary>
    internal const int Capacity = 16;

    /// <summary>The fewest entries that an edit leaves, but for the root.</summary>
    internal const int Minimum = Capacity / 2;

    /// <summary>The fewest entries that a change in place leaves in a leaf: fewer joins than at <see cref="Minimum"/>, each of which copies a path.</summary>
    internal const int MinimumInPlace = Capacity / 4;

    /// <summary>For each entry the last address of its range; in an inner node the largest of the child's. Signed addresses; a vacant lane reaches nothing but address 0.</summary>
    internal Lanes Lasts;

    private protected Node(long version)
    {
        Version = version;
        ((Span<long>)Lasts).Fill(Lanes.Vacant);
    }

    /// <summary>The edit that made this node.</summary>
    internal long Version { get; set; }

    internal int Count { get; private protected set; }

    /// <summary>The lanes in use.</summary>
    internal uint Occupied => (1u << Count) - 1;

    /// <summary>No key below it is in this node; none at or above it is in the nodes before this one.</summary>
    internal abstract Key LowerBound { get; }

    /// <summary>The entries whose range, or whose subtree, reaches <paramref name="start"/> or beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Reaching(ulong start) => Reaching(start, Lanes.Broadcast(SignedAddress.From(start)));

    /// <inheritdoc cref="Reaching(ulong)"/>
    /// <param name="start">The address.</param>
    /// <param name="starts">The same in each lane, for a search that compares it with one node after the other.</param>
    // All entries reach the address 0, but it is also what a vacant lane holds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Reaching(ulong start, Vector256<long> starts) => start == 0 ? Occupied : Lanes.AtLeast(in Lasts, SignedAddress.From(start), starts);

    /// <summary>The largest last address, as a signed one.</summary>
    internal long Reach() => Lanes.Max(in Lasts);

    /// <summary>The same entries, for an edit to change.</summary>
    internal abstract Node Copy(long version);

    /// <summary>An empty node of the same kind and version.</summary>
    internal abstract Node Sibling();

    /// <summary>Takes in entries of another node of the same kind, before position <paramref name="at"/>.</summary>
    internal abstract void Insert(int at, Node source, int from, int count);

    /// <summary>Drops entries.</summary>
    internal abstract void Remove(int at, int count);
}
