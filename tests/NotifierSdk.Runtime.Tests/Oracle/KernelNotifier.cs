namespace NotifierSdk.Runtime.Tests.Oracle;

/// <summary>A subscription in a <see cref="KernelSpace"/>: a range, a sequence, and a callback that says whether it accepts.</summary>
internal sealed class KernelNotifier(AddressRange range, Func<KernelNotifier, bool, bool> callback)
{
    internal AddressRange Range { get; } = range;

    internal ulong Sequence { get; set; }

    /// <summary>Is given whether it may block; false: it would have to.</summary>
    internal bool Invalidate(bool isBlockable) => callback(this, isBlockable);
}
