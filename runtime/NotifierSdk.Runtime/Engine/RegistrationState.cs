namespace NotifierSdk.Engine;

/// <summary>
/// The one word that says whether a registration can be read. A token holds the word as it was, and collides when it is another: below a count of
/// the changes stand the bits of what speaks against a read section.
/// </summary>
internal static class RegistrationState
{
    /// <summary>An insert or an update is under way: readers wait, for no callback.</summary>
    internal const long Changing = 1;

    /// <summary>Its removal has begun: no commit follows, and it is called until the shadow is dropped.</summary>
    internal const long Leaving = 2;

    /// <summary>It is out of the tree: no invalidation that begins from here on reaches it.</summary>
    internal const long Removed = 4;

    /// <summary>A callback threw on a change that could not be stopped: the shadow may be stale, so nothing is committed any more.</summary>
    internal const long Failed = 8;

    /// <summary>Its space was released.</summary>
    internal const long Released = 16;

    /// <summary>One change, above the bits.</summary>
    internal const long Count = 32;

    internal const long Unreadable = Changing | Leaving | Removed | Failed | Released;
}
