using System;
using System.Threading;
using NotifierSdk;

namespace Drivers.Shapes;

/// <summary>Pointers, references and spans, which only a synchronous fault can take.</summary>
internal unsafe partial class ByReference : IntervalNotifier
{
    [DriverLock] private readonly Lock _gate = new();

    [Invalidate] private bool Drop(Invalidation invalidation) => true;

    [Fault(Collect = nameof(Find), Commit = nameof(Fill), Discard = nameof(Free))]
    internal partial FaultStatus Fill(AddressRange range, byte* into, delegate* unmanaged<int, void> done, ref int count);

    [Fault(Collect = nameof(Look), Commit = nameof(Publish))]
    public unsafe virtual partial bool TryFind(in AddressRange range, scoped ReadOnlySpan<byte> key, ref readonly long hint, out int frame, out string name);

    private byte* Find(byte* into, ref int count) => into + count++;

    private void Fill(byte* from, byte* into) { }

    private static void Free(byte* from) { }

    private Span<byte> Look(ReadOnlySpan<byte> key, in long hint) => default;

    private void Publish(Span<byte> found, out int frame, out string name) => (frame, name) = (1, "");
}
