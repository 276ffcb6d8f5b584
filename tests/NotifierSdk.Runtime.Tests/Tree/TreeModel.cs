namespace NotifierSdk.Runtime.Tests.Tree;

/// <summary>What an interval tree means, written plainly: a sorted list, every question answered by looking at all of it.</summary>
internal sealed class TreeModel
{
    private readonly SortedList<(ulong Start, long Id), (ulong Last, string Value)> _entries = [];

    internal int Count => _entries.Count;

    internal bool TryAdd(AddressRange range, long id, string value) => _entries.TryAdd((range.Start, id), (range.Last, value));

    internal bool TryRemove(AddressRange range, long id) =>
        _entries.TryGetValue((range.Start, id), out var entry) && entry.Last == range.Last && _entries.Remove((range.Start, id));

    internal List<string> Overlapping(AddressRange range) =>
        [.. from entry in _entries where entry.Key.Start <= range.Last && range.Start <= entry.Value.Last select entry.Value.Value];

    /// <summary>The range and id of the entry at a position, for a remove that finds something.</summary>
    internal (AddressRange Range, long Id) EntryAt(int position) =>
        (AddressRange.FromBounds(_entries.Keys[position].Start, _entries.Values[position].Last), _entries.Keys[position].Id);

    internal void Agrees(IntervalTree<string> tree, AddressRange query)
    {
        var expected = Overlapping(query);
        Assert.Equal(expected, Values(tree, query));
        Assert.Equal(expected.Count > 0, tree.Overlaps(query));
    }

    internal static List<T> Values<T>(IntervalTree<T> tree, AddressRange query)
    {
        var values = new List<T>();
        foreach (var value in tree.Overlapping(query))
            values.Add(value);
        return values;
    }
}
