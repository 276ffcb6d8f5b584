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

    internal void Insert(int at, Key key, ulong last, T value)
    {
        Keys.Insert(Count, at, key);
        Column.Insert(Lasts, Count, at, last);
        Column.Insert(Values, Count, at, value);
        Count++;
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

    private protected override Node Copy(long version)
    {
        var copy = new Leaf<T>(version) { Lasts = Lasts, Keys = Keys, Count = Count };
        Values[..Count].CopyTo(copy.Values);
        return copy;
    }
}
