namespace GuestCodeCache.Machine.Kernel;

/// <summary>What a system call says that it cannot do.</summary>
internal enum Errno
{
    BadFile = 9,
    TryAgain = 11,
    OutOfMemory = 12,
    BadAddress = 14,
    Invalid = 22,
    NoSuchCall = 38,
}
