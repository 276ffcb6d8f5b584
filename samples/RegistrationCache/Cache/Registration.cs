using NotifierSdk;

namespace RegistrationCacheSample.Cache;

/// <summary>One registration, from the device's yes to its deregistration. All but range and key is under the cache's lock.</summary>
internal sealed class Registration
{
    internal Registration(AddressRange range, long key)
    {
        (Range, Key) = (range, key);
        Idle = new LinkedListNode<Registration>(this);
    }

    internal AddressRange Range { get; }

    internal long Key { get; }

    internal int Users { get; set; }

    /// <summary>Nobody finds it any more.</summary>
    internal bool IsGone { get; set; }

    /// <summary>Its place among those that nobody uses.</summary>
    internal LinkedListNode<Registration> Idle { get; }

    /// <summary>Who wants to know when it is deregistered.</summary>
    internal Action? Completed { get; set; }
}
