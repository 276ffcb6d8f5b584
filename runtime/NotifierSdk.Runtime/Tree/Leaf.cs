namespace NotifierSdk.Tree;

/// <summary>A node of the lowest level: ranges, ids and values.</summary>
internal sealed class Leaf<T>(long version) : Node(version)
{
    internal Lanes Starts;
    internal Lanes OrderedIds;
    internal Column<T> Values;

    internal override Key LowerBound => KeyAt(0);

    internal Key KeyAt(int lane) => Key.FromLanes(Starts[lane], OrderedIds[lane]);

    /// <summary>Where the key is, or belongs.</summary>
    internal int PositionOf(Key key) => System.Numerics.BitOperations.PopCount(key.Above(in Starts, in OrderedIds) & Occupied);

    internal bool HoldsAt(int position, Key key) => position < Count && KeyAt(position) == key;

    internal override Node Sibling() => new Leaf<T>(Version);

    internal void Insert(int at, Key key, ulong last, T value)
    {
        Column.Insert(Starts, Count, at, [key.Start]);
        Column.Insert(Lasts, Count, at, [last]);
        Column.Insert(OrderedIds, Count, at, [key.OrderedId]);
        Column.Insert<T>(Values, Count, at, [value]);
        Count++;
    }

    internal override void Insert(int at, Node source, int from, int count)
    {
        var other = (Leaf<T>)source;
        Column.Insert(Starts, Count, at, other.Starts[from..(from + count)]);
        Column.Insert(Lasts, Count, at, other.Lasts[from..(from + count)]);
        Column.Insert(OrderedIds, Count, at, other.OrderedIds[from..(from + count)]);
        Column.Insert<T>(Values, Count, at, other.Values[from..(from + count)]);
        Count += count;
    }

    internal override void Remove(int at, int count)
    {
        Column.Remove<ulong>(Starts, Count, at, count);
        Column.Remove<ulong>(Lasts, Count, at, count);
        Column.Remove<ulong>(OrderedIds, Count, at, count);
        Column.Remove<T>(Values, Count, at, count);
        Count -= count;
    }
}
