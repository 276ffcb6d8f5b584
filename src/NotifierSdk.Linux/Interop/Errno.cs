namespace NotifierSdk.Linux.Interop;

/// <summary>The names of the errors that the mapping calls document, and what to do about the common ones.</summary>
internal static class Errno
{
    internal const int EINTR = 4, EBADF = 9, EAGAIN = 11, ENOMEM = 12;

    internal static string NameOf(int error) => error switch
    {
        1 => "EPERM",
        EINTR => "EINTR",
        5 => "EIO",
        EBADF => "EBADF",
        EAGAIN => "EAGAIN",
        ENOMEM => "ENOMEM",
        13 => "EACCES",
        14 => "EFAULT",
        16 => "EBUSY",
        17 => "EEXIST",
        19 => "ENODEV",
        22 => "EINVAL",
        23 => "ENFILE",
        24 => "EMFILE",
        26 => "ETXTBSY",
        27 => "EFBIG",
        25 => "ENOTTY",
        28 => "ENOSPC",
        38 => "ENOSYS",
        75 => "EOVERFLOW",
        95 => "EOPNOTSUPP",
        _ => $"errno {error}",
    };

    internal static string RemedyFor(int error) => error switch
    {
        1 => " A seal of the file or a security policy forbids it.",
        ENOMEM => " Memory is short, or the process holds as many mappings as vm.max_map_count allows: raise that, or change larger ranges at once.",
        13 => " The file was not opened for this access.",
        16 => " Another userfaultfd has the range, such as that of a watch of the same pages: dispose it first.",
        17 => " Something else was mapped there meanwhile: leave these addresses alone.",
        24 => " The process has too many open files: raise its limit (ulimit -n), or dispose of files sooner.",
        _ => "",
    };
}
