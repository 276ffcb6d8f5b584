using System.Diagnostics.CodeAnalysis;

namespace GuestCodeCache.Machine.Memory;

/// <summary>The guest has no right to do that, at the moment. Its program counter is at the instruction, which has changed nothing.</summary>
/// <param name="page">The page that it had no right to; null if the address itself makes no sense.</param>
/// <param name="needed">The right that it needed.</param>
/// <param name="message">What it tried.</param>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Thrown here alone.")]
public sealed class GuestFaultException(uint? page, Rights needed, string message) : Exception(message)
{
    /// <summary>The page that it had no right to; null if the address itself makes no sense.</summary>
    public uint? Page => page;

    /// <summary>The right that it needed.</summary>
    public Rights Needed => needed;
}
