using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Tree;

namespace NotifierSdk;

public sealed partial class IntervalTree<T>
{
    /// <summary>Collects several changes to a tree. The tree that it was made from, and the trees that it has made, do not change.</summary>
    /// <remarks>Only one thread at a time can use it. A change that throws has changed nothing.</remarks>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the builders of the immutable collections: it is of no use by itself.")]
    public sealed class Builder
    {
        private TreeEdit<T> _edit;

        internal Builder(in TreeEdit<T> edit) => _edit = edit;

        /// <summary>Gets the number of entries.</summary>
        public int Count => _edit.Count;

        /// <summary>Adds an entry.</summary>
        /// <inheritdoc cref="IntervalTree{T}.Add" path="/param"/>
        /// <exception cref="ArgumentException">An entry with that start and id is there already.</exception>
        public void Add(AddressRange range, long id, T value)
        {
            if (!_edit.TryAdd(new Key(range.Start, id), SignedAddress.From(range.Last), value))
                throw Duplicate(range, id);
        }

        /// <summary>Removes an entry.</summary>
        /// <inheritdoc cref="IntervalTree{T}.Remove" path="/param"/>
        /// <exception cref="KeyNotFoundException">There is no such entry.</exception>
        public void Remove(AddressRange range, long id)
        {
            if (!TryRemove(range, id))
                throw Missing(range, id);
        }

        /// <summary>Removes an entry if it is there, and returns whether it was.</summary>
        /// <inheritdoc cref="IntervalTree{T}.Remove" path="/param"/>
        public bool TryRemove(AddressRange range, long id) => _edit.TryRemove(new Key(range.Start, id), SignedAddress.From(range.Last));

        /// <summary>Returns a tree with all changes made so far. Further changes do not affect that tree.</summary>
        public IntervalTree<T> ToTree()
        {
            var tree = new IntervalTree<T>(in _edit);
            _edit.Freeze();
            return tree;
        }
    }
}
