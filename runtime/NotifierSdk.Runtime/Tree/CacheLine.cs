using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NotifierSdk.Tree;

/// <summary>Asks the processor for memory before it is needed.</summary>
internal static class CacheLine
{
    /// <summary>Begins to load the line in which the place is; nothing waits for it. Does nothing where the processor has no such hint for managed code.</summary>
    // The address may be stale when it is used, for the collector moves objects. A hint that is wrong loads a line that nobody needs, and cannot fault.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Prefetch<T>(ref readonly T place)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(in place));
    }
}
