using NotifierSdk;

namespace RegistrationCacheSample.Cache;

/// <summary>The device's two verbs. Both may take long; the cache holds no lock around them, and may call them from several threads at once.</summary>
public interface IRegistrar
{
    /// <summary>Pins the pages and tells the device where they are.</summary>
    /// <param name="range">Whole pages.</param>
    /// <param name="key">What the device calls the registration.</param>
    /// <returns>False if a page of the range is not mapped; then nothing was registered.</returns>
    bool TryRegister(AddressRange range, out long key);

    /// <summary>Makes the device forget a registration, and unpins its pages. Called once for each key.</summary>
    void Deregister(long key);
}
