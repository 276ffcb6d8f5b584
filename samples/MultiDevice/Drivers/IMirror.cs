using MultiDevice.Devices;
using NotifierSdk;

namespace MultiDevice.Drivers;

/// <summary>What the two drivers have in common.</summary>
internal interface IMirror
{
    TlbDevice Device { get; }

    FaultStatus Fault(AddressRange range);
}
