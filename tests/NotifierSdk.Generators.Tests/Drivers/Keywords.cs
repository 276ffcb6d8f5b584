using System.Threading;
using NotifierSdk;

namespace @namespace.@event;

internal static partial class @static
{
    internal sealed partial class @class<@int> : IntervalNotifier
    {
        [DriverLock] private readonly DriverLock @lock = new();

        [Invalidate] private void @volatile(AddressRange @in) { }

        [Fault(Collect = nameof(@ref), Commit = nameof(@out), Discard = nameof(@if))]
        internal partial FaultStatus @switch(AddressRange @in, @int @params, CancellationToken @await = default);

        private static bool @ref(@int @params, CancellationToken other, out @int @var)
        {
            @var = @params;
            return true;
        }

        private void @out(AddressRange @in, @int @var) { }

        private void @if(@int @var) { }
    }
}
