namespace NotifierSdk.Benchmarks.Reference;

/// <summary>A subscription to one range of a <see cref="KernelSpace"/>.</summary>
internal abstract class KernelNotifier(AddressRange range) : RangeNode(range)
{
    internal ulong Sequence;

    internal abstract bool OnInvalidate(AddressRange range, ulong sequence);

    /// <summary>Under the driver lock: whether anything collided since the section began.</summary>
    internal bool ReadRetry(ulong sequence) => Volatile.Read(ref Sequence) != sequence;
}
