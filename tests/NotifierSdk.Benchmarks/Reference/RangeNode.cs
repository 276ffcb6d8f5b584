namespace NotifierSdk.Benchmarks.Reference;

/// <summary>A node of the red-black tree: what is subscribed is the node itself.</summary>
internal class RangeNode(AddressRange range)
{
    internal readonly ulong Start = range.Start, Last = range.Last;

    /// <summary>The largest last address in the subtree of this node.</summary>
    internal ulong SubtreeLast = range.Last;

    internal RangeNode? Parent, Left, Right;
    internal bool IsRed;

    internal ulong Payload;

    internal AddressRange Range => AddressRange.FromBounds(Start, Last);
}
