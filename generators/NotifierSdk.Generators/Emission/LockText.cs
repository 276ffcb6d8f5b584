using NotifierSdk.Generators.Model;
using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Emission;

/// <summary>How each kind of driver lock is taken and given back.</summary>
internal static class LockText
{
    public static string Enter(LockModel @lock) =>
        @lock.Kind == LockKind.DriverLock ? $"{@lock.Path}.Enter()" : $"{RuntimeNames.LockHold}.Enter({@lock.Path})";

    public static string TryEnter(LockModel @lock) =>
        @lock.Kind == LockKind.DriverLock ? $"{@lock.Path}.TryEnter()" : $"{RuntimeNames.LockHold}.TryEnter({@lock.Path})";

    public static string Exit(LockModel @lock) =>
        @lock.Kind == LockKind.DriverLock ? $"{@lock.Path}.Exit()" : $"{RuntimeNames.LockHold}.Exit({@lock.Path})";

    /// <summary>A scope that a commit holds.</summary>
    public static string EnterScope(LockModel @lock) => @lock switch
    {
        { Kind: LockKind.DriverLock } => $"{@lock.Path}.EnterScope()",
        { IsCommitShared: true } => $"{RuntimeNames.LockHold}.EnterReadScope({@lock.Path})",
        _ => $"{RuntimeNames.LockHold}.EnterScope({@lock.Path})",
    };
}
