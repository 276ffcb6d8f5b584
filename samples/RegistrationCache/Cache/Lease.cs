using NotifierSdk;

namespace RegistrationCacheSample.Cache;

/// <summary>The right to use a registration, until it is disposed. The device's key stays good that long, whatever happens to the mapping.</summary>
public sealed class Lease : IDisposable
{
    private readonly RegistrationCache _cache;
    private Registration? _registration;

    internal Lease(RegistrationCache cache, Registration registration)
    {
        (_cache, _registration) = (cache, registration);
        (Range, Key) = (registration.Range, registration.Key);
    }

    /// <summary>What is registered: at least what was asked for, in whole pages.</summary>
    public AddressRange Range { get; }

    /// <summary>What the device calls it.</summary>
    public long Key { get; }

    /// <summary>Takes the registration out of the cache: later requests register anew. When its last user has let go and it is deregistered, the callback is called once, without a lock.</summary>
    /// <param name="completed">Called on the thread of the last user. It must not throw.</param>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public void Invalidate(Action completed)
    {
        ArgumentNullException.ThrowIfNull(completed);
        ObjectDisposedException.ThrowIf(_registration is null, this);
        _cache.Expel(_registration, completed);
    }

    /// <summary>Lets go of the registration; the second time it does nothing. The last user of one that has left the cache deregisters it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _registration, null) is { } registration)
            _cache.LetGo(registration);
    }
}
