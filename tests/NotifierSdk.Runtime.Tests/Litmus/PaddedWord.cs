using System.Runtime.InteropServices;

namespace NotifierSdk.Runtime.Tests.Litmus;

/// <summary>A word on a cache line of its own, so that only its own readers and writers pull at it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal sealed class PaddedWord
{
    [FieldOffset(128)]
    internal long Value;
}
