namespace NotifierSdk;

/// <summary>Why a range of the primary mapping changes. A driver whose shadow does not depend on an event may ignore it.</summary>
public enum InvalidationEvent
{
    /// <summary>The mapping of the range goes away; what is mapped there afterwards, if anything, is another one.</summary>
    Unmap,

    /// <summary>The pages behind the range are taken away; the next access maps others.</summary>
    Clear,

    /// <summary>The protection of the whole mapping changes.</summary>
    ProtectionVma,

    /// <summary>The protection of single pages changes.</summary>
    ProtectionPage,

    /// <summary>Pages are made read-only to find out who writes to them.</summary>
    SoftDirty,

    /// <summary>The address space dies. Sent by the space itself, never begun by a caller.</summary>
    Release,

    /// <summary>The pages move to another memory; the owner of the change may be the driver itself.</summary>
    Migrate,

    /// <summary>A device takes the pages for itself.</summary>
    Exclusive,

    /// <summary>
    /// The contents of the range change, its mapping does not. A shadow of what the pages contain (translated code, an uploaded texture) must follow;
    /// one that only maps the same pages may ignore it.
    /// </summary>
    Write,

    /// <summary>
    /// The notifier itself leaves: it was removed, or an update takes a part of its range away. Sent by the space, to this notifier alone, as the last callback for
    /// that range; drop what the shadow still holds of it. Never begun by a caller.
    /// </summary>
    Removed,
}
