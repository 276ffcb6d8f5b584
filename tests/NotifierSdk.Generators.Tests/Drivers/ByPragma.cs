using System;
using System.Diagnostics.CodeAnalysis;
using NotifierSdk;

namespace Drivers.Shapes;

/// <summary>What it was warned of it has silenced by a pragma, which does not reach another file.</summary>
internal sealed partial class ByPragma : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();

#pragma warning disable FIELD0003, CS0612
    [Fault(Collect = nameof(Read), Commit = nameof(Map))]
    internal partial FaultStatus Fault(AddressRange range);
#pragma warning restore

    [Experimental("FIELD0003")]
    private static ulong Read(AddressRange range) => range.Start;

    [Obsolete]
    private void Map(ulong page) => GC.KeepAlive(page);

    [Invalidate]
    private void Drop()
    {
    }
}
