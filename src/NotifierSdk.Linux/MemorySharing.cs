namespace NotifierSdk.Linux;

/// <summary>Specifies which mappings see what is written to a mapping of a file.</summary>
public enum MemorySharing
{
    /// <summary>All mappings of the file (<c>MAP_SHARED</c>).</summary>
    Shared,

    /// <summary>
    /// Only this mapping (<c>MAP_PRIVATE</c>). The kernel copies a page when it is first written. A page that was not written yet may still show what others
    /// write to the file.
    /// </summary>
    Private,
}
