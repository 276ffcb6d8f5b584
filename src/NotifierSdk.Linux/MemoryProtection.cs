namespace NotifierSdk.Linux;

/// <summary>Specifies how the pages of a mapping can be accessed.</summary>
[Flags]
public enum MemoryProtection
{
    /// <summary>No access. The addresses are reserved.</summary>
    None = 0,

    /// <summary>The pages can be read.</summary>
    Read = 1,

    /// <summary>The pages can be written.</summary>
    Write = 2,

    /// <summary>The pages can be read and written.</summary>
    ReadWrite = Read | Write,

    /// <summary>The contents of the pages can be executed.</summary>
    Execute = 4,
}
