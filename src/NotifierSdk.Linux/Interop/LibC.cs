using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotifierSdk.Linux.Interop;

/// <summary>The C library's mapping calls and the constants they take; the same on every architecture that .NET runs on.</summary>
internal static partial class LibC
{
    internal const int MapShared = 0x1, MapPrivate = 0x2, MapFixed = 0x10, MapAnonymous = 0x20, MapNoReserve = 0x4000, MapFixedNoReplace = 0x100000;
    internal const int RemapMayMove = 1, RemapFixed = 2;
    internal const int AdviseDontNeed = 4, AdviseFree = 8, AdviseHugePages = 14, AdviseNoHugePages = 15, AdviseCollapse = 25;
    internal const uint MemfdCloseOnExec = 1, MemfdAllowSealing = 2;
    internal const int AddSeals = 1033, SealSeal = 1, SealShrink = 2, SealGrow = 4;

    internal const int EventCloseOnExec = 0x80000, EventNonBlocking = 0x800;

    internal static readonly nint MapFailed = -1;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(nuint address, nuint length, MemoryProtection protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(nuint address, nuint length, MemoryProtection protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Unmap(nuint address, nuint length);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    internal static partial int Protect(nuint address, nuint length, MemoryProtection protection);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    internal static partial int Advise(nuint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "mremap", SetLastError = true)]
    internal static partial nint Remap(nuint address, nuint length, nuint newLength, int flags, nuint newAddress);

    /// <summary>Fails with ENOMEM if a page of the range is not mapped.</summary>
    [LibraryImport("libc", EntryPoint = "mincore", SetLastError = true)]
    internal static partial int InCore(nuint address, nuint length, out byte residency);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle CreateMemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int Truncate(SafeFileHandle file, long length);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static unsafe partial int Control(SafeFileHandle file, nuint command, void* argument);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint SystemCall(nint number, nint argument);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static unsafe partial int Poll(Polled* files, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static unsafe partial nint Read(SafeFileHandle file, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial SafeFileHandle CreateEventFile(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "eventfd_write", SetLastError = true)]
    internal static partial int AddToEventFile(SafeFileHandle file, ulong value);

    /// <summary>What <c>poll</c> takes: a descriptor that is waited for until it can be read.</summary>
    internal readonly struct Polled(int file)
    {
        private const short Readable = 1;

        internal readonly int File = file;
        internal readonly short Events = Readable, Returned;
    }
}
