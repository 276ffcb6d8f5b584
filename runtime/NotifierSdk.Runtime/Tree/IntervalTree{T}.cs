using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using NotifierSdk.Tree;

namespace NotifierSdk;

/// <summary>Represents an immutable set of address ranges, each with a value, that finds what overlaps a range.</summary>
/// <remarks>
/// <para>
/// Each change returns a new tree, and the old one stays what it was: one thread may publish trees to any number of others, which walk what they
/// see without a lock. A tree of n ranges finds the first that overlaps in O(log n), each further one in O(log n) at most, and allocates nothing for it;
/// a change copies the nodes on one path.
/// </para>
/// <para>
/// Ranges may nest, touch and be equal. Entries are told apart, and ordered, by the start of their range and then by an id that the caller chooses.
/// All members may be called from any thread; a <see cref="Builder"/> belongs to one at a time. Nothing waits.
/// </para>
/// </remarks>
/// <typeparam name="T">What belongs to a range.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is known by what it is, an interval tree.")]
public sealed partial class IntervalTree<T>
{
    private readonly Node _root;
    private readonly int _height;
    private readonly long _version;

    private IntervalTree(in TreeEdit<T> edit)
    {
        _root = edit.Root;
        _height = edit.Height;
        _version = edit.Version;
        Count = edit.Count;
        Reach = edit.Root.Reach();
    }

    private IntervalTree(Leaf<T> root, long version)
    {
        _root = root;
        _version = version;
        Count = root.Count;
        Reach = root.Reach();
    }

    /// <summary>Gets the tree without entries.</summary>
    [SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "As the empty instances of the immutable collections.")]
    public static IntervalTree<T> Empty { get; } = new(new TreeEdit<T>(new Leaf<T>(version: 0), height: 0, count: 0, version: 0));

    /// <summary>Gets the number of entries.</summary>
    public int Count { get; internal set; }

    internal Node Root => _root;

    /// <summary>False if all entries lie before the address: the short answer for what nobody can overlap. For address 0 always true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Reaches(ulong start) => Reach >= SignedAddress.From(start);

    /// <summary>The last address of the entry that reaches farthest, as a signed address. It is what the root says, as a number of its own, so that the short answer takes one comparison.</summary>
    // A TreeChange raises it before an entry comes, and lowers it after one went. Whoever reads it has published a slot before, as whoever walks.
    internal long Reach { get; set; }

    internal int Height => _height;

    /// <summary>Of the edit that made the tree; every later one has a higher.</summary>
    internal long Version => _version;

    /// <summary>Returns a tree with one more entry.</summary>
    /// <param name="range">The range.</param>
    /// <param name="id">Tells entries with the same start apart, and orders them; signed.</param>
    /// <param name="value">What belongs to the range.</param>
    /// <exception cref="ArgumentException">An entry with that start and id is in the tree.</exception>
    public IntervalTree<T> Add(AddressRange range, long id, T value)
    {
        var edit = Edit();
        if (!edit.TryAdd(new Key(range.Start, id), SignedAddress.From(range.Last), value))
            throw Duplicate(range, id);
        return new IntervalTree<T>(in edit);
    }

    /// <summary>Returns a tree without the entry.</summary>
    /// <param name="range">The range that the entry was added with.</param>
    /// <param name="id">The id that it was added with.</param>
    /// <exception cref="KeyNotFoundException">There is no such entry.</exception>
    public IntervalTree<T> Remove(AddressRange range, long id) =>
        TryRemove(range, id, out var result) ? result : throw Missing(range, id);

    /// <summary>Returns a tree without the entry, if this tree has it.</summary>
    /// <param name="range">The range that the entry was added with.</param>
    /// <param name="id">The id that it was added with.</param>
    /// <param name="result">The tree without the entry, or this tree if it does not have the entry.</param>
    /// <returns>True if this tree has the entry.</returns>
    public bool TryRemove(AddressRange range, long id, out IntervalTree<T> result)
    {
        var edit = Edit();
        var isRemoved = edit.TryRemove(new Key(range.Start, id), SignedAddress.From(range.Last));
        result = isRemoved ? new IntervalTree<T>(in edit) : this;
        return isRemoved;
    }

    /// <summary>Returns whether any entry overlaps the range. The call takes O(log n) and allocates nothing.</summary>
    // Entries are in order of start, so the first one that reaches range.Start either overlaps, or it and all after it begin behind the range.
    public bool Overlaps(AddressRange range)
    {
        var node = _root;
        var reaching = node.Reaching(range.Start);
        for (var height = _height; height > 0 && reaching != 0; height--)
        {
            node = ((Inner)node).Children[BitOperations.TrailingZeroCount(reaching)];
            reaching = node.Reaching(range.Start);
        }

        return reaching != 0 && Unsafe.As<Leaf<T>>(node).Keys.Starts[BitOperations.TrailingZeroCount(reaching)] <= SignedAddress.From(range.Last);
    }

    /// <summary>Returns the values of the entries that overlap the range, in order of start and then id. Use the result in <c>foreach</c>, which allocates nothing.</summary>
    public OverlapEnumerable Overlapping(AddressRange range) => new(this, range);

    /// <summary>Returns a builder for several changes that end in one new tree, and that copy each node only once.</summary>
    public Builder ToBuilder() => new(Edit());

    /// <summary>The tree of one leaf in which this one's root was changed.</summary>
    internal IntervalTree<T> WithRoot(Leaf<T> root) => new(root, _version);

    private TreeEdit<T> Edit() => new(_root, _height, Count, _version + 1);

    private static ArgumentException Duplicate(AddressRange range, long id) =>
        new($"An entry that starts at 0x{range.Start:x} with id {id} is in the tree already; give each entry of one start an id of its own.", nameof(id));

    private static KeyNotFoundException Missing(AddressRange range, long id) =>
        new($"The tree has no entry {range} with id {id}; an entry is removed by the range and the id that it was added with.");
}
