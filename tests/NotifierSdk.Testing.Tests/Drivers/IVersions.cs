namespace NotifierSdk.Testing.Tests.Drivers;

/// <summary>What the drivers with other locks have in common.</summary>
internal interface IVersions
{
    FaultStatus Fault(AddressRange page);

    int VersionAt(AddressRange page);
}
