namespace NotifierSdk.Testing.Oracle;

/// <summary>A look at a shadow needs a lock that a stopped thread holds.</summary>
internal sealed class LockIsHeldException : Exception;
