using System.Runtime.CompilerServices;

namespace NotifierSdk.Tree;

/// <summary>One column of a node that is not compared: its children or its values.</summary>
[InlineArray(Node.Capacity)]
internal struct Column<T>
{
    private T _first;
}

/// <summary>Moves within one column of a node, of which <c>count</c> entries are in use and the others vacant.</summary>
internal static class Column
{
    /// <summary>Takes in one entry before position <paramref name="at"/>.</summary>
    internal static void Insert<T>(Span<T> column, int count, int at, T added)
    {
        column[at..count].CopyTo(column[(at + 1)..]);
        column[at] = added;
    }

    /// <summary>Takes in several.</summary>
    internal static void Insert<T>(Span<T> column, int count, int at, ReadOnlySpan<T> added)
    {
        column[at..count].CopyTo(column[(at + added.Length)..]);
        added.CopyTo(column[at..]);
    }

    /// <summary>Drops <paramref name="removed"/> entries from position <paramref name="at"/> on.</summary>
    internal static void Remove<T>(Span<T> column, int count, int at, int removed, T vacant)
    {
        column[(at + removed)..count].CopyTo(column[at..]);
        column[(count - removed)..count].Fill(vacant);
    }
}
