using System.Runtime.InteropServices;

namespace NotifierSdk.Linux.Tests;

internal static partial class LockedPages
{
    [LibraryImport("libc", EntryPoint = "mlock", SetLastError = true)]
    internal static partial int Lock(nuint address, nuint length);
}
