using System.Runtime.CompilerServices;

namespace NotifierSdk.Linux;

/// <summary>Only the rights that are known here reach the kernel: it takes other bits to mean other things.</summary>
internal static class MemoryProtectionCheck
{
    internal const MemoryProtection All = MemoryProtection.ReadWrite | MemoryProtection.Execute;

    internal static void CheckKnown(this MemoryProtection protection, [CallerArgumentExpression(nameof(protection))] string? name = null)
    {
        if ((protection & ~All) != 0)
            throw new ArgumentOutOfRangeException(name, protection, $"0x{(int)protection:x} is not a {nameof(MemoryProtection)}; combine {MemoryProtection.Read}, {MemoryProtection.Write} and {MemoryProtection.Execute}, or pass {MemoryProtection.None}.");
    }
}
