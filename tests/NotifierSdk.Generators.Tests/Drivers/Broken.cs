using System.Threading.Tasks;
using NotifierSdk;

namespace Drivers.Shapes;

/// <summary>Without driver lock nothing can be written, and everything must compile all the same.</summary>
internal sealed partial class Broken : IntervalNotifier
{
    [Invalidate] private void Drop() { }

    [Fault(Commit = nameof(Map))]
    internal partial ValueTask<FaultStatus> FaultAsync(AddressRange range);

    [Fault(Commit = nameof(Map))]
    internal partial bool Fault(AddressRange range);

    private void Map() { }
}
