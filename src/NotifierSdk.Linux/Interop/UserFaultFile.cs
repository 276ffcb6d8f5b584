using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotifierSdk.Linux.Interop;

/// <summary>A descriptor of <c>userfaultfd</c>: the ranges that are registered with it, until it is closed.</summary>
/// <remarks>Only ever registered for write protection, whose faults the kernel resolves by itself: no thread is stopped at a fault.</remarks>
internal sealed unsafe partial class UserFaultFile : IDisposable
{
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800, UserModeOnly = 1;
    private const ulong Version = 0xAA, ModeWriteProtect = 2, Protect = 1;
    private const nuint IoctlApi = 0xC018AA3F, IoctlRegister = 0xC020AA00, IoctlUnregister = 0x8010AA01, IoctlWriteProtect = 0xC018AA06;

    private static readonly (UserFaultFeatures Feature, string Name, string Kernel)[] s_known =
    [
        (UserFaultFeatures.EventRemap, "UFFD_FEATURE_EVENT_REMAP", "4.11"),
        (UserFaultFeatures.EventRemove, "UFFD_FEATURE_EVENT_REMOVE", "4.11"),
        (UserFaultFeatures.EventUnmap, "UFFD_FEATURE_EVENT_UNMAP", "4.11"),
        (UserFaultFeatures.WriteProtectUnpopulated, "UFFD_FEATURE_WP_UNPOPULATED", "6.4"),
        (UserFaultFeatures.WriteProtectAsync, "UFFD_FEATURE_WP_ASYNC", "6.7"),
    ];

    private UserFaultFile(SafeFileHandle handle) => Handle = handle;

    internal SafeFileHandle Handle { get; }

    /// <summary>Opens a descriptor with the features, or says what the system lacks.</summary>
    internal static bool TryOpen(UserFaultFeatures features, [NotNullWhen(true)] out UserFaultFile? file, [NotNullWhen(false)] out string? obstacle)
    {
        (file, obstacle) = (null, null);
        if (!TryOpen(out var handle, out obstacle))
            return false;
        var api = new Api { Version = Version, Features = (ulong)features };
        if (LibC.Control(handle, IoctlApi, &api) == 0)
        {
            file = new UserFaultFile(handle);
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        obstacle = DescribeMissing(features) ?? $"ioctl(UFFDIO_API) failed with {Errno.NameOf(error)}.";
        return false;
    }

    /// <summary>Registers pages that are mapped; again is no error. False: the kernel refused, and errno says why.</summary>
    internal bool TryRegister(AddressRange range)
    {
        var arguments = new Registration { Start = range.Start, Length = range.Length, Mode = ModeWriteProtect };
        return Do(IoctlRegister, &arguments);
    }

    /// <summary>Makes the kernel see the next write to each page, also of those that hold nothing yet.</summary>
    internal bool TryProtect(AddressRange range)
    {
        var arguments = new WriteProtection { Start = range.Start, Length = range.Length, Mode = Protect };
        return Do(IoctlWriteProtect, &arguments);
    }

    /// <summary>Takes back the registration of pages that are mapped.</summary>
    internal bool TryUnregister(AddressRange range)
    {
        var arguments = new Registration { Start = range.Start, Length = range.Length };
        return Do(IoctlUnregister, &arguments);
    }

    /// <summary>Closes the descriptor. Every range is unregistered, and whoever waits for an event to be read goes on.</summary>
    public void Dispose() => Handle.Dispose();

    private bool Do(nuint request, void* arguments)
    {
        try
        {
            return LibC.Control(Handle, request, arguments) == 0;
        }
        catch (ObjectDisposedException)
        {
            Marshal.SetLastPInvokeError(Errno.EBADF); // as the kernel says of a descriptor that was closed
            return false;
        }
    }

    private static bool TryOpen([NotNullWhen(true)] out SafeFileHandle? handle, [NotNullWhen(false)] out string? obstacle)
    {
        (handle, obstacle) = (null, null);
        var number = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 323,
            Architecture.Arm64 => 282,
            _ => -1,
        };
        if (number < 0)
        {
            obstacle = $"userfaultfd is used on x64 and arm64 only, and this process runs on {RuntimeInformation.ProcessArchitecture}.";
            return false;
        }

        var descriptor = LibC.SystemCall(number, CloseOnExec | NonBlocking | UserModeOnly);
        if (descriptor >= 0)
        {
            handle = new SafeFileHandle(descriptor, ownsHandle: true);
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        obstacle = $"userfaultfd failed with {Errno.NameOf(error)}: " + error switch
        {
            1 => "a security policy, such as a container's seccomp profile, forbids it. Allow the system call.",
            38 => "this kernel was built without it, or a security policy hides it (CONFIG_USERFAULTFD).",
            _ => Marshal.GetPInvokeErrorMessage(error) + ".",
        };
        return false;
    }

    /// <summary>A descriptor is asked once: with no wishes it answers with all that the kernel has.</summary>
    private static string? DescribeMissing(UserFaultFeatures features)
    {
        if (!TryOpen(out var handle, out var obstacle))
            return obstacle;
        using (handle)
        {
            var api = new Api { Version = Version };
            if (LibC.Control(handle, IoctlApi, &api) != 0)
                return null;
            var lacking = features & ~(UserFaultFeatures)api.Features;
            var missing = s_known.Where(known => lacking.HasFlag(known.Feature)).ToArray();
            return missing.Length == 0
                ? null
                : $"This kernel, {Environment.OSVersion.Version}, lacks {string.Join(", ", missing.Select(known => $"{known.Name} (kernel {known.Kernel} and later)"))}.";
        }
    }

    private struct Api
    {
        internal ulong Version, Features, Ioctls;
    }

    private struct Registration
    {
        internal ulong Start, Length, Mode, Ioctls;
    }

    private struct WriteProtection
    {
        internal ulong Start, Length, Mode;
    }
}
