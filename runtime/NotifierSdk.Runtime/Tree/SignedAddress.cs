using System.Runtime.CompilerServices;

namespace NotifierSdk.Tree;

/// <summary>Addresses as signed numbers of the same order, which is how the nodes of a tree hold them.</summary>
/// <remarks>Many processors, those with vectors of 256 bits among them, compare lanes of 64 bits as signed numbers only. With the highest bit turned over, that is the order of addresses, and no comparison has to turn it.</remarks>
internal static class SignedAddress
{
    private const ulong HighestBit = 1UL << 63;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long From(ulong address) => (long)(address ^ HighestBit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong ToAddress(long signed) => (ulong)signed ^ HighestBit;
}
