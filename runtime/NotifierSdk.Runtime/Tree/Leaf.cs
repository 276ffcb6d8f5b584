using System.Runtime.CompilerServices;

namespace NotifierSdk.Tree;

/// <summary>A node of the lowest level: ranges, ids and values.</summary>
internal sealed class Leaf<T>(long version) : Node(version)
{
    internal Keys Keys;
    internal Column<T> Values;

    internal override Key LowerBound => Keys[0];

    internal AddressRange RangeAt(int lane) => AddressRange.FromStored(SignedAddress.ToAddress(Keys.Starts[lane]), SignedAddress.ToAddress(Lasts[lane]));

    /// <summary>Where the key is, or belongs.</summary>
    internal int PositionOf(Key key) => Keys.CountBelow(in Keys, Occupied, key);

    internal bool HoldsAt(int position, Key key) => position < Count && Keys[position] == key;

    /// <summary>Begins to load what a walk looks at after it has compared how far the entries reach, so that it need not wait for the memory twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prefetch()
    {
        CacheLine.Prefetch(in Keys.Starts[0]);
        CacheLine.Prefetch(in Keys.Starts[Capacity / 2]);
        CacheLine.Prefetch(in Values[0]);
        CacheLine.Prefetch(in Values[Capacity / 2]);
    }

    /// <summary>Begins to load what a change copies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void PrefetchAll()
    {
        Prefetch();
        CacheLine.Prefetch(in Lasts[0]);
        CacheLine.Prefetch(in Lasts[Capacity / 2]);
        CacheLine.Prefetch(in Keys.Ids[0]);
        CacheLine.Prefetch(in Keys.Ids[Capacity / 2]);
    }

    internal override Node Sibling() => new Leaf<T>(Version);

    /// <summary>These entries and one more, of which there must be room: in this leaf if the edit made it, otherwise in a new one.</summary>
    internal Leaf<T> With(int at, Key key, long last, T value, long version) =>
        With(at, key, last, value, Version == version ? this : new Leaf<T>(version));

    /// <summary>These entries without one: in this leaf if the edit made it, otherwise in a new one.</summary>
    internal Leaf<T> Without(int at, long version) =>
        Without(at, Version == version ? this : new Leaf<T>(version));

    /// <summary>These entries and one more, of which there must be room, written to a leaf without values or to this one.</summary>
    internal Leaf<T> With(int at, Key key, long last, T value, Leaf<T> target)
    {
        Lanes.Insert(in Keys.Starts, at, key.Start, ref target.Keys.Starts);
        Lanes.Insert(in Keys.Ids, at, key.Id, ref target.Keys.Ids);
        Lanes.Insert(in Lasts, at, last, ref target.Lasts);
        // One value at a time: several references at once are copied by a call that begins with a full fence.
        Span<T> from = Values, to = target.Values;
        for (var lane = Count; lane > at; lane--)
            to[lane] = from[lane - 1];
        to[at] = value;
        if (target != this)
            CopyBelow(at, from, to);
        target.Count = Count + 1;
        return target;
    }

    /// <summary>These entries without one, written to a leaf without values or to this one.</summary>
    internal Leaf<T> Without(int at, Leaf<T> target)
    {
        Lanes.Remove(in Keys.Starts, at, ref target.Keys.Starts);
        Lanes.Remove(in Keys.Ids, at, ref target.Keys.Ids);
        Lanes.Remove(in Lasts, at, ref target.Lasts);
        Span<T> from = Values, to = target.Values;
        for (var lane = at + 1; lane < Count; lane++)
            to[lane - 1] = from[lane];
        to[Count - 1] = default!;
        if (target != this)
            CopyBelow(at, from, to);
        target.Count = Count - 1;
        return target;
    }

    private static void CopyBelow(int at, Span<T> from, Span<T> to)
    {
        for (var lane = 0; lane < at; lane++)
            to[lane] = from[lane];
    }

    /// <summary>Lets go of all values.</summary>
    internal void Clear() => ((Span<T>)Values).Clear();

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
        Column.Remove(Lasts, Count, at, count, Lanes.Vacant);
        Column.Remove(Values, Count, at, count, default(T)!); // a value that left is not kept alive
        Count -= count;
    }

    internal override Leaf<T> Copy(long version)
    {
        var copy = new Leaf<T>(version) { Lasts = Lasts, Keys = Keys, Count = Count };
        ((ReadOnlySpan<T>)Values).CopyTo(copy.Values);
        return copy;
    }
}
