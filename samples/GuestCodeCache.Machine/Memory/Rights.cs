namespace GuestCodeCache.Machine.Memory;

/// <summary>What the guest may do with a page.</summary>
[Flags]
public enum Rights
{
    /// <summary>Nothing: nothing is mapped there.</summary>
    None = 0,

    /// <summary>Load from it.</summary>
    Read = 1,

    /// <summary>Store to it.</summary>
    Write = 2,

    /// <summary>Execute what is in it. Stores to such a page are announced.</summary>
    Execute = 4,
}
