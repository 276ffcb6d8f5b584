namespace NotifierSdk.Linux;

/// <summary>What the processor may do with the pages of a mapping.</summary>
[Flags]
public enum MemoryProtection
{
    /// <summary>Nothing: the addresses are reserved, and every access fails.</summary>
    None = 0,

    /// <summary>Read the pages.</summary>
    Read = 1,

    /// <summary>Write to the pages.</summary>
    Write = 2,

    /// <summary>Read and write the pages.</summary>
    ReadWrite = Read | Write,

    /// <summary>Execute what is in the pages.</summary>
    Execute = 4,
}
