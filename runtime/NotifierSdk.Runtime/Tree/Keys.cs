using System.Numerics;
using System.Runtime.CompilerServices;

namespace NotifierSdk.Tree;

/// <summary>The keys of a node's entries, in order.</summary>
internal struct Keys
{
    internal Lanes Starts;
    internal Lanes Ids;

    internal readonly Key this[int lane] => Key.FromLanes(Starts[lane], Ids[lane]);

    // Keys are in order, so one comparison tells how many starts are lower; ids are looked at only where the start at that place is the same.

    /// <summary>How many of the keys are below the key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int CountBelow(ref readonly Keys keys, uint occupied, Key key)
    {
        var atLeast = Lanes.AtLeast(in keys.Starts, key.Start) & occupied;
        return atLeast == 0 || keys.Starts[BitOperations.TrailingZeroCount(atLeast)] != key.Start
            ? BitOperations.PopCount(occupied & ~atLeast)
            : BitOperations.PopCount(occupied & ~(Lanes.Above(in keys.Starts, key.Start) | (atLeast & Lanes.AtLeast(in keys.Ids, key.Id))));
    }

    /// <summary>How many of the keys are not above the key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int CountUpTo(ref readonly Keys keys, uint occupied, Key key)
    {
        var upTo = ~Lanes.Above(in keys.Starts, key.Start) & occupied;
        return upTo == 0 || keys.Starts[BitOperations.Log2(upTo)] != key.Start
            ? BitOperations.PopCount(upTo)
            : BitOperations.PopCount(upTo & ~(Lanes.AtLeast(in keys.Starts, key.Start) & Lanes.Above(in keys.Ids, key.Id)));
    }

    internal void Insert(int count, int at, Key key)
    {
        Column.Insert(Starts, count, at, key.Start);
        Column.Insert(Ids, count, at, key.Id);
    }

    internal void Insert(int count, int at, ref readonly Keys source, int from, int added)
    {
        Column.Insert(Starts, count, at, source.Starts[from..(from + added)]);
        Column.Insert(Ids, count, at, source.Ids[from..(from + added)]);
    }

    internal void Remove(int count, int at, int removed)
    {
        Column.Remove(Starts, count, at, removed, Lanes.Vacant);
        Column.Remove(Ids, count, at, removed, Lanes.Vacant);
    }

    internal void Set(int lane, Key key) => (Starts[lane], Ids[lane]) = (key.Start, key.Id);
}
