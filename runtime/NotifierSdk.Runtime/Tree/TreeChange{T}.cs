namespace NotifierSdk.Tree;

/// <summary>
/// One entry more or less in a tree that one thread at a time changes while others walk it: a changed copy of one leaf takes the leaf's place. Where nodes
/// have to be split, joined or made, and where the leaf is the root, the change is a tree of its own, to be swapped in.
/// </summary>
/// <remarks>
/// <para>
/// A path of copies is what a change would cost an immutable tree: some 1.5 KB at 10,000 entries, most of it inner nodes of which one word changes.
/// Walkers rely on less than a snapshot. An entry that is in the tree during the whole walk is found, once; one that comes or goes meanwhile may be.
/// </para>
/// <para>
/// So the owner changes published inner nodes in two ways only. A child is replaced by one store of a reference, which publishes the new leaf's contents. How far a
/// child reaches, and how far the tree does, is raised before an entry comes that reaches farther, and lowered after one went: at no time it is less than what the entries that stay need. Each lane is
/// written by one aligned store of 64 bits, and no processor that .NET runs on tears an aligned element of a vector that it loads. The number, order and bounds
/// of children never change in place, so a walk finds its way again.
/// </para>
/// <para>Who has to see a change at the latest is the owner's business: it follows with a full fence.</para>
/// </remarks>
internal readonly struct TreeChange<T>
{
    // A process of 32 bits writes a lane by two stores, so that a walk could see half of a change: there, each change is a tree of its own.
    private static bool CanChangeInPlace => Environment.Is64BitProcess;

    private readonly Inner? _parent; // null: what changes is the root, or more than a leaf
    private readonly int _lane;
    private readonly Leaf<T>? _former, _changed;
    private readonly Key _key;
    private readonly long _last; // as a signed address
    private readonly bool _isAdd;

    private TreeChange(IntervalTree<T> former, IntervalTree<T> result)
    {
        Former = former;
        Result = result;
    }

    private TreeChange(IntervalTree<T> tree, in LeafPlace<T> place, Leaf<T> changed, Key key, long last, bool isAdd)
        : this(tree, place.Parent is null ? tree.WithRoot(changed) : tree)
    {
        // The leaf of the empty tree is everybody's, and stays as it is.
        var former = ReferenceEquals(place.Leaf, IntervalTree<T>.Empty.Root) ? null : place.Leaf;
        (_parent, _lane, _former, _changed) = (place.Parent, place.Lane, former, changed);
        (_key, _last, _isAdd) = (key, last, isAdd);
    }

    /// <summary>The tree that is changed.</summary>
    internal IntervalTree<T> Former { get; }

    /// <summary>What the owner swaps in after <see cref="Show"/>: the same tree if one leaf was replaced in it.</summary>
    internal IntervalTree<T> Result { get; }

    /// <summary>Whether a leaf was replaced, which <see cref="Recycle"/> would keep.</summary>
    internal bool HasReplacedLeaf => _former is not null;

    /// <summary>Prepares one entry more. Nobody sees anything of it yet.</summary>
    /// <param name="tree">The tree that is changed.</param>
    /// <param name="range">The range.</param>
    /// <param name="id">Tells entries with the same start apart, and orders them.</param>
    /// <param name="value">What belongs to the range.</param>
    /// <param name="spare">A leaf to write to, if an earlier change left one.</param>
    /// <inheritdoc cref="IntervalTree{T}.Add" path="/exception"/>
    internal static TreeChange<T> Add(IntervalTree<T> tree, AddressRange range, long id, T value, ref Leaf<T>? spare)
    {
        var key = new Key(range.Start, id);
        var place = LeafPlace<T>.Find(tree.Root, tree.Height, key);
        if (!CanChangeInPlace || place.Leaf.Count == Node.Capacity || place.Leaf.HoldsAt(place.Position, key))
            return new TreeChange<T>(tree, tree.Add(range, id, value));
        var last = SignedAddress.From(range.Last);
        var changed = place.Leaf.With(place.Position, key, last, value, Take(ref spare, tree.Version));
        return new TreeChange<T>(tree, in place, changed, key, last, isAdd: true);
    }

    /// <summary>Prepares one entry less. Nobody sees anything of it yet.</summary>
    /// <inheritdoc cref="Add" path="/param"/>
    /// <inheritdoc cref="IntervalTree{T}.Remove" path="/exception"/>
    internal static TreeChange<T> Remove(IntervalTree<T> tree, AddressRange range, long id, ref Leaf<T>? spare)
    {
        var key = new Key(range.Start, id);
        var place = LeafPlace<T>.Find(tree.Root, tree.Height, key);
        var last = SignedAddress.From(range.Last);
        if (!CanChangeInPlace || (place.Parent is not null && place.Leaf.Count <= Node.MinimumInPlace) || !place.Leaf.HoldsAt(place.Position, key) || place.Leaf.Lasts[place.Position] != last)
            return new TreeChange<T>(tree, tree.Remove(range, id));
        var changed = place.Leaf.Without(place.Position, Take(ref spare, tree.Version));
        return new TreeChange<T>(tree, in place, changed, key, last, isAdd: false);
    }

    /// <summary>Lets walkers see it, but for a tree of its own, which they see when it is swapped in.</summary>
    internal void Show()
    {
        if (_parent is null)
            return;
        if (_isAdd)
            Include(_changed!);
        else
            Exclude(_changed!);
    }

    /// <summary>Undoes what <see cref="Show"/> did. <see cref="Former"/> is to be swapped in again.</summary>
    internal void TakeBack()
    {
        if (_parent is null)
            return;
        if (_isAdd)
            Exclude(_former!);
        else
            Include(_former!);
    }

    /// <summary>Keeps the replaced leaf, if there is one, for a change to come. To be called only when nobody walks any more who began before the owner's fence.</summary>
    internal void Recycle(ref Leaf<T>? spare)
    {
        if (_former is null)
            return;
        _former.Clear(); // nothing that left is kept alive
        spare = _former;
    }

    private void Include(Leaf<T> leaf)
    {
        if (_parent!.Lasts[_lane] < _last)
            Raise(); // a node above reaches no less than the one below it
        _parent.Children[_lane] = leaf;
        Result.Count++;
    }

    private void Exclude(Leaf<T> leaf)
    {
        _parent!.Children[_lane] = leaf;
        if (_parent.Lasts[_lane] == _last)
            Lower();
        Result.Count--;
    }

    /// <summary>Makes all that leads to the entry reach as far as it does.</summary>
    private void Raise()
    {
        if (Result.Reach < _last)
            Result.Reach = _last;
        var node = Result.Root;
        for (var height = Result.Height; height > 0; height--)
        {
            var inner = (Inner)node;
            var lane = inner.ChildFor(_key);
            if (inner.Lasts[lane] < _last)
                inner.Lasts[lane] = _last;
            node = inner.Children[lane];
        }
    }

    /// <summary>Makes what led to the entry reach no farther than what is left.</summary>
    private void Lower()
    {
        var path = default(TreePath);
        var node = path.Descend(Result.Root, Result.Height, _key);
        for (var height = 1; height <= Result.Height; height++)
        {
            var (inner, lane, reach) = (path.NodeAt(height), path.LaneAt(height), node.Reach());
            if (inner.Lasts[lane] == reach)
                return;
            inner.Lasts[lane] = reach;
            node = inner;
        }

        Result.Reach = node.Reach();
    }

    private static Leaf<T> Take(ref Leaf<T>? spare, long version)
    {
        if (spare is not { } leaf)
            return new Leaf<T>(version);
        spare = null;
        leaf.Version = version;
        return leaf;
    }
}
