using System.Numerics;

namespace NotifierSdk.Tree;

/// <summary>A node above the lowest level.</summary>
internal sealed class Inner(long version) : Node(version)
{
    internal Column<Node> Children;
    private Separators _separators = new(version);

    internal override Key LowerBound => SeparatorAt(0);

    internal Key SeparatorAt(int lane) => Key.FromLanes(_separators.Starts[lane], _separators.OrderedIds[lane]);

    /// <summary>The child that holds the key, if the tree does.</summary>
    internal int ChildFor(Key key)
    {
        var below = key.Above(in _separators.Starts, in _separators.OrderedIds);
        var lane = BitOperations.PopCount(below & Occupied & ~1u);
        // The separator itself belongs to the child that it opens.
        return lane + 1 < Count && SeparatorAt(lane + 1) == key ? lane + 1 : lane;
    }

    internal override Node Sibling() => new Inner(Version);

    /// <summary>Puts a child that an edit changed in the place of what it was.</summary>
    internal void Replace(int lane, Node child, ulong last)
    {
        Children[lane] = child;
        Lasts[lane] = last;
    }

    /// <summary>Takes in a child that was split off the one before it.</summary>
    internal void Insert(int at, Node child)
    {
        _separators = _separators.ForEdit(Version);
        Column.Insert(_separators.Starts, Count, at, [child.LowerBound.Start]);
        Column.Insert(_separators.OrderedIds, Count, at, [child.LowerBound.OrderedId]);
        Column.Insert(Lasts, Count, at, [Lanes.Max(in child.Lasts)]);
        Column.Insert<Node>(Children, Count, at, [child]);
        Count++;
    }

    /// <summary>Notes that entries moved between a child and the one before it.</summary>
    internal void Separate(int lane, Key key)
    {
        _separators = _separators.ForEdit(Version);
        _separators.Starts[lane] = key.Start;
        _separators.OrderedIds[lane] = key.OrderedId;
    }

    internal override void Insert(int at, Node source, int from, int count)
    {
        var other = (Inner)source;
        _separators = _separators.ForEdit(Version);
        Column.Insert(_separators.Starts, Count, at, other._separators.Starts[from..(from + count)]);
        Column.Insert(_separators.OrderedIds, Count, at, other._separators.OrderedIds[from..(from + count)]);
        Column.Insert(Lasts, Count, at, other.Lasts[from..(from + count)]);
        Column.Insert<Node>(Children, Count, at, other.Children[from..(from + count)]);
        Count += count;
    }

    internal override void Remove(int at, int count)
    {
        _separators = _separators.ForEdit(Version);
        Column.Remove<ulong>(_separators.Starts, Count, at, count);
        Column.Remove<ulong>(_separators.OrderedIds, Count, at, count);
        Column.Remove<ulong>(Lasts, Count, at, count);
        Column.Remove<Node>(Children, Count, at, count);
        Count -= count;
    }
}
