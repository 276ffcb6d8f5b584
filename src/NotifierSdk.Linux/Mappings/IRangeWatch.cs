namespace NotifierSdk.Linux.Mappings;

/// <summary>Somebody who has the kernel watch pages of a memory, and must ask it again for pages that are mapped there later.</summary>
internal interface IRangeWatch
{
    /// <summary>What is watched.</summary>
    AddressRange Range { get; }

    /// <summary>Asks the kernel to watch pages of the range that are mapped. False: it refused, and errno says why. Does not throw: the mapping has changed already.</summary>
    bool TryWatch(AddressRange range);
}
