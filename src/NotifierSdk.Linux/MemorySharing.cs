namespace NotifierSdk.Linux;

/// <summary>Who sees what is written to a mapping of a file.</summary>
public enum MemorySharing
{
    /// <summary>All mappings of the file (<c>MAP_SHARED</c>).</summary>
    Shared,

    /// <summary>
    /// This mapping alone (<c>MAP_PRIVATE</c>): the kernel copies a page when it is first written. A page that was not written yet may still show what others
    /// write to the file.
    /// </summary>
    Private,
}
