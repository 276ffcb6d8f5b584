using System.Runtime.CompilerServices;

namespace NotifierSdk.Tree;

/// <summary>A node above the lowest level.</summary>
internal sealed class Inner : Node
{
    internal Column<Node> Children;
    private Separators _separators;

    internal Inner(long version)
        : this(version, new Separators(version))
    {
    }

    private Inner(long version, Separators separators)
        : base(version) => _separators = separators;

    internal override Key LowerBound => SeparatorAt(0);

    internal Key SeparatorAt(int lane) => _separators.Keys[lane];

    /// <summary>The child that holds the key, if the tree does.</summary>
    internal int ChildFor(Key key) => Keys.CountUpTo(in _separators.Keys, Occupied & ~1u, key);

    /// <summary>The child at a lane that reaches an address.</summary>
    // No check is needed: such a lane is in use, and the number of children of a node that others see never changes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Node ChildAt(uint lane) => Unsafe.Add(ref Children[0], lane);

    internal override Node Sibling() => new Inner(Version);

    /// <summary>Puts a child that an edit changed in the place of what it was.</summary>
    internal void Replace(int lane, Node child, long reach)
    {
        Children[lane] = child;
        Lasts[lane] = reach;
    }

    /// <summary>Takes in a child that was split off the one before it.</summary>
    internal void Insert(int at, Node child)
    {
        _separators = _separators.ForEdit(Version);
        _separators.Keys.Insert(Count, at, child.LowerBound);
        Column.Insert(Lasts, Count, at, child.Reach());
        Column.Insert(Children, Count, at, child);
        Count++;
    }

    /// <summary>Notes that entries moved between a child and the one before it.</summary>
    internal void Separate(int lane, Key key)
    {
        _separators = _separators.ForEdit(Version);
        _separators.Keys.Set(lane, key);
    }

    internal override void Insert(int at, Node source, int from, int count)
    {
        var other = (Inner)source;
        _separators = _separators.ForEdit(Version);
        _separators.Keys.Insert(Count, at, in other._separators.Keys, from, count);
        Column.Insert(Lasts, Count, at, other.Lasts[from..(from + count)]);
        Column.Insert<Node>(Children, Count, at, other.Children[from..(from + count)]);
        Count += count;
    }

    internal override void Remove(int at, int count)
    {
        _separators = _separators.ForEdit(Version);
        _separators.Keys.Remove(Count, at, count);
        Column.Remove(Lasts, Count, at, count, Lanes.Vacant);
        Column.Remove(Children, Count, at, count, default(Node)!);
        Count -= count;
    }

    internal override Inner Copy(long version)
    {
        var copy = new Inner(version, _separators) { Lasts = Lasts, Count = Count };
        ((ReadOnlySpan<Node>)Children).CopyTo(copy.Children);
        return copy;
    }
}
