using System.Runtime.InteropServices;
using NotifierSdk.Linux.Interop;

namespace NotifierSdk.Linux;

/// <summary>A system call failed; the message and <see cref="ErrorName"/> carry errno's name, such as <c>ENOMEM</c>.</summary>
public sealed class SystemCallException : Exception
{
    private SystemCallException(string call, string subject, int error)
        : base($"{call} of {subject} failed with {Errno.NameOf(error)}: {Marshal.GetPInvokeErrorMessage(error)}.{Errno.RemedyFor(error)}")
    {
        Call = call;
        ErrorNumber = error;
        ErrorName = Errno.NameOf(error);
    }

    /// <summary>The call that failed, such as <c>munmap</c>.</summary>
    public string Call { get; }

    /// <summary>The value of errno.</summary>
    public int ErrorNumber { get; }

    /// <summary>The name of <see cref="ErrorNumber"/>, such as <c>ENOMEM</c>; <c>errno 123</c> where no mapping call documents the number.</summary>
    public string ErrorName { get; }

    /// <summary>The exception for the call that this thread has just made.</summary>
    internal static SystemCallException Last(string call, object subject) => new(call, subject.ToString()!, Marshal.GetLastPInvokeError());
}
