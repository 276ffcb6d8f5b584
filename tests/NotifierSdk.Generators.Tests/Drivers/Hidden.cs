using System.Threading;
using NotifierSdk;

namespace Drivers.Shapes;

/// <summary>Its parameters are called as the members and locals that a fault mentions.</summary>
internal sealed partial class Hidden : IntervalNotifier
{
    [DriverLock] private readonly DriverLock Gate = new();

    [Invalidate] private void invalidation(AddressRange range) { }

    [Fault(Collect = nameof(Read), Commit = nameof(Write), Discard = nameof(Undo))]
    internal partial int Fault(AddressRange attempts, int section, int isCommitted, int result, int collected, int Gate, int Read, int Write, int ReadRetry);

    private static long Read(ReadSection own, int section) => section;

    private int Write(long value, int Gate) => Gate;

    private void Undo() { }
}
