using System.Numerics;

namespace NotifierSdk.Tree;

/// <summary>A node of the lowest level: ranges, ids and values.</summary>
internal sealed class Leaf<T>(long version) : Node(version)
{
    internal Keys Keys;
    internal Column<T> Values;

    internal override Key LowerBound => Keys[0];

    /// <summary>Where the key is, or belongs.</summary>
    internal int PositionOf(Key key) => BitOperations.PopCount(Keys.Below(in Keys, key) & Occupied);

    internal bool HoldsAt(int position, Key key) => position < Count && Keys[position] == key;

    internal override Node Sibling() => new Leaf<T>(Version);

    /// <summary>These entries and one more, of which there must be room: in this leaf if the edit made it, otherwise in a new one.</summary>
    internal Leaf<T> With(int at, Key key, ulong last, T value, long version)
    {
        var leaf = Version == version ? this : new Leaf<T>(version);
        Lanes.Insert(in Keys.Starts, at, key.Start, ref leaf.Keys.Starts);
        Lanes.Insert(in Keys.OrderedIds, at, key.OrderedId, ref leaf.Keys.OrderedIds);
        Lanes.Insert(in Lasts, at, last, ref leaf.Lasts);
        if (leaf != this)
            ((ReadOnlySpan<T>)Values).CopyTo(leaf.Values);
        leaf.Values[at..(Capacity - 1)].CopyTo(leaf.Values[(at + 1)..]);
        leaf.Values[at] = value;
        leaf.Count = Count + 1;
        return leaf;
    }

    /// <summary>These entries without one: in this leaf if the edit made it, otherwise in a new one.</summary>
    internal Leaf<T> Without(int at, long version)
    {
        var leaf = Version == version ? this : new Leaf<T>(version);
        Lanes.Remove(in Keys.Starts, at, ref leaf.Keys.Starts);
        Lanes.Remove(in Keys.OrderedIds, at, ref leaf.Keys.OrderedIds);
        Lanes.Remove(in Lasts, at, ref leaf.Lasts);
        if (leaf != this)
            ((ReadOnlySpan<T>)Values).CopyTo(leaf.Values);
        leaf.Values[(at + 1)..].CopyTo(leaf.Values[at..]);
        leaf.Values[Capacity - 1] = default!;
        leaf.Count = Count - 1;
        return leaf;
    }

    internal override void Insert(int at, Node source, int from, int count)
    {
        var other = (Leaf<T>)source;
        Keys.Insert(Count, at, in other.Keys, from, count);
        Column.Insert(Lasts, Count, at, other.Lasts[from..(from + count)]);
        Column.Insert<T>(Values, Count, at, other.Values[from..(from + count)]);
        Count += count;
    }

    internal override void Remove(int at, int count)
    {
        Keys.Remove(Count, at, count);
        Column.Remove<ulong>(Lasts, Count, at, count);
        Column.Remove<T>(Values, Count, at, count);
        Count -= count;
    }

    internal override Leaf<T> Copy(long version)
    {
        var copy = new Leaf<T>(version) { Lasts = Lasts, Keys = Keys, Count = Count };
        ((ReadOnlySpan<T>)Values).CopyTo(copy.Values);
        return copy;
    }
}
