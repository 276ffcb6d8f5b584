using System.Runtime.CompilerServices;

namespace NotifierSdk.Tree;

/// <summary>The keys of a node's entries, in order.</summary>
internal struct Keys
{
    internal Lanes Starts;
    internal Lanes OrderedIds;

    internal readonly Key this[int lane] => Key.FromLanes(Starts[lane], OrderedIds[lane]);

    /// <summary>The lanes below the key; lanes past the count may be among them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Below(ref readonly Keys keys, Key key)
    {
        var atLeast = Lanes.AtLeast(in keys.Starts, key.Start);
        var equal = atLeast & ~Lanes.Above(in keys.Starts, key.Start);
        return equal == 0 ? ~atLeast : ~atLeast | (equal & ~Lanes.AtLeast(in keys.OrderedIds, key.OrderedId));
    }

    /// <summary>The lanes up to the key, itself included; lanes past the count may be among them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint UpTo(ref readonly Keys keys, Key key)
    {
        var above = Lanes.Above(in keys.Starts, key.Start);
        var equal = Lanes.AtLeast(in keys.Starts, key.Start) & ~above;
        return equal == 0 ? ~above : ~(above | (equal & Lanes.Above(in keys.OrderedIds, key.OrderedId)));
    }

    internal void Insert(int count, int at, Key key)
    {
        Column.Insert(Starts, count, at, key.Start);
        Column.Insert(OrderedIds, count, at, key.OrderedId);
    }

    internal void Insert(int count, int at, ref readonly Keys source, int from, int added)
    {
        Column.Insert(Starts, count, at, source.Starts[from..(from + added)]);
        Column.Insert(OrderedIds, count, at, source.OrderedIds[from..(from + added)]);
    }

    internal void Remove(int count, int at, int removed)
    {
        Column.Remove<ulong>(Starts, count, at, removed);
        Column.Remove<ulong>(OrderedIds, count, at, removed);
    }

    internal void Set(int lane, Key key) => (Starts[lane], OrderedIds[lane]) = (key.Start, key.OrderedId);
}
