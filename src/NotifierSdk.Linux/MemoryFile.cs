using System.Globalization;
using Microsoft.Win32.SafeHandles;
using NotifierSdk.Linux.Interop;

namespace NotifierSdk.Linux;

/// <summary>Represents a file that exists only in memory (memfd). Several mappings can share its pages, each at its own offset.</summary>
/// <remarks>
/// The size is fixed and sealed, because shrinking a file takes pages away from all of its mappings without an announcement.
/// Disposing closes the descriptor; mappings of the file keep its pages. All members may be called from any thread, and none of them waits.
/// </remarks>
public sealed class MemoryFile : IDisposable
{
    private MemoryFile(SafeFileHandle handle, string name, ulong length)
    {
        Handle = handle;
        Name = name;
        Length = length;
    }

    /// <summary>Gets the name of the file in <c>/proc/self/maps</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the number of bytes, which is a multiple of the page size and never changes.</summary>
    public ulong Length { get; }

    internal SafeFileHandle Handle { get; }

    /// <summary>Creates a file of zeroes. Pages take up memory when they are first touched.</summary>
    /// <param name="name">The name of the file in <c>/proc/self/maps</c>. It need not be unique.</param>
    /// <param name="length">The number of bytes: a multiple of the page size, at least one page.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not a positive number of whole pages.</exception>
    /// <exception cref="SystemCallException">The kernel refused, with <c>EMFILE</c> or <c>ENOMEM</c> for instance.</exception>
    public static MemoryFile Create(string name, ulong length)
    {
        ArgumentNullException.ThrowIfNull(name);
        PageSize.CheckLength(length);
        var handle = LibC.CreateMemoryFile(name, LibC.MemfdCloseOnExec | LibC.MemfdAllowSealing);
        if (handle.IsInvalid)
            throw SystemCallException.Last("memfd_create", name);
        var call =
            LibC.Truncate(handle, (long)length) != 0 ? "ftruncate"
            : LibC.Control(handle, LibC.AddSeals, LibC.SealShrink | LibC.SealGrow | LibC.SealSeal) != 0 ? "fcntl"
            : null;
        if (call is not null)
        {
            var failure = SystemCallException.Last(call, string.Create(CultureInfo.InvariantCulture, $"{name} (0x{length:x} bytes)"));
            handle.Dispose();
            throw failure;
        }

        return new MemoryFile(handle, name, length);
    }

    /// <summary>Closes the descriptor. The mappings of the file keep its pages.</summary>
    public void Dispose() => Handle.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Name} (0x{Length:x} bytes)";

    internal void CheckContains(ulong offset, ulong length)
    {
        PageSize.CheckAddress(offset, nameof(offset));
        if (offset > Length || length > Length - offset)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"0x{length:x} bytes at offset 0x{offset:x} reach beyond the end of {this}: touching them would raise SIGBUS. Map less, or from a lower offset.");
    }
}
