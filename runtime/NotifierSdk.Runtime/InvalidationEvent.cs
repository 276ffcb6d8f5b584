namespace NotifierSdk;

/// <summary>Specifies why a range of the primary mapping changes. A driver may ignore an event that its shadow does not depend on.</summary>
public enum InvalidationEvent
{
    /// <summary>The mapping of the range goes away. Anything that is mapped there afterwards is another mapping.</summary>
    Unmap,

    /// <summary>The pages of the range are taken away. The next access maps other pages.</summary>
    Clear,

    /// <summary>The protection of the whole mapping changes.</summary>
    ProtectionVma,

    /// <summary>The protection of single pages changes.</summary>
    ProtectionPage,

    /// <summary>Pages are made read-only to find out whether they are written to.</summary>
    SoftDirty,

    /// <summary>The address space is released. The space sends this event; callers cannot use it.</summary>
    Release,

    /// <summary>The pages move to another memory. The driver itself may be the owner of the change.</summary>
    Migrate,

    /// <summary>A device takes the pages for itself.</summary>
    Exclusive,

    /// <summary>
    /// The contents of the range change, and its mapping does not. A shadow of the contents, such as translated code or an uploaded texture, must follow this event. A shadow that only maps the same pages
    /// may ignore it.
    /// </summary>
    Write,

    /// <summary>
    /// The notifier was removed, or an update took a part of its range away. The space sends this event to that notifier only, as the last callback for the range. Drop what the shadow still has of the range.
    /// Callers cannot use this event.
    /// </summary>
    Removed,
}
