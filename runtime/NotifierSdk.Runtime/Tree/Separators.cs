namespace NotifierSdk.Tree;

/// <summary>For each child of an inner node a key that tells it from the child before: above every key there, and above none of its own.</summary>
/// <remarks>
/// Only updates read it, and few of them change it: the copies of an inner node share it. The first one is a bound for the parent alone;
/// what lies below it goes to the first child all the same.
/// </remarks>
internal sealed class Separators(long version)
{
    internal Keys Keys;

    private readonly long _version = version;

    internal Separators ForEdit(long version) => _version == version ? this : new Separators(version) { Keys = Keys };
}
