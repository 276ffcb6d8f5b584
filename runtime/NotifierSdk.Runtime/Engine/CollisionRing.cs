using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>
/// The ranges of the last invalidations that a notifier accepted, by the number that each got: a token of part of the notifier's range collides with those
/// that overlap it, and with those that the ring has forgotten.
/// </summary>
/// <remarks>
/// Written by <c>SetSeq</c>, under the driver lock, before the sequence; read under the same lock by <c>ReadRetry</c>, and without it by <c>CheckRetry</c>, which
/// reads the sequence once more afterwards. An entry that was recorded while there was no ring, or another one, has another number.
/// </remarks>
internal sealed class CollisionRing(int length)
{
    internal const int FirstLength = 16, LargestLength = 256;

    private readonly Entry[] _entries = new Entry[length]; // a power of two

    internal int Length => _entries.Length;

    internal void Record(ulong number, AddressRange range)
    {
        ref var entry = ref EntryOf(number);
        // Each volatile: they come after the sequence before this one, which tells CheckRetry that an entry may be overwritten.
        Word.Write(ref entry.Number, number, this, nameof(CollisionRing));
        Word.Write(ref entry.Start, range.Start, this, nameof(CollisionRing));
        Word.Write(ref entry.Last, range.Last, this, nameof(CollisionRing));
    }

    /// <summary>Whether the invalidation of that number may have touched the range.</summary>
    internal bool MayOverlap(ulong number, AddressRange range)
    {
        ref var entry = ref EntryOf(number);
        var start = Word.Read(ref entry.Start, this, nameof(CollisionRing));
        var last = Word.Read(ref entry.Last, this, nameof(CollisionRing));
        return Word.Read(ref entry.Number, this, nameof(CollisionRing)) != number || (start <= range.Last && range.Start <= last);
    }

    private ref Entry EntryOf(ulong number) => ref _entries[number & (ulong)(_entries.Length - 1)];

    private struct Entry
    {
        internal ulong Number, Start, Last;
    }
}
