using NotifierSdk;

namespace RegistrationCacheSample.Machine;

/// <summary>The cache as the load sees it: there are two, which differ in one line.</summary>
public interface ICache
{
    /// <summary>Uses the registration of a range: its key, and the range that it covers. False if there is none to be had.</summary>
    bool TryUse(AddressRange range, Action<long, AddressRange> use);

    /// <summary>Takes it out of its address space, and everything out of it.</summary>
    void Close();

    /// <summary>What it counted.</summary>
    IReadOnlyList<(string What, long Count)> Counts { get; }
}
