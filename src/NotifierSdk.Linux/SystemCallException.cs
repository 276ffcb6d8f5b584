using System.Runtime.InteropServices;
using NotifierSdk.Linux.Interop;

namespace NotifierSdk.Linux;

/// <summary>The exception that is thrown when a system call fails. The message and <see cref="ErrorName"/> contain the name of the error, such as <c>ENOMEM</c>.</summary>
public sealed class SystemCallException : Exception
{
    private SystemCallException(string call, string subject, int error)
        : base($"{call} of {subject} failed with {Errno.NameOf(error)}: {Marshal.GetPInvokeErrorMessage(error)}.{Errno.RemedyFor(error)}")
    {
        Call = call;
        ErrorNumber = error;
        ErrorName = Errno.NameOf(error);
    }

    /// <summary>Gets the call that failed, such as <c>munmap</c>.</summary>
    public string Call { get; }

    /// <summary>Gets the value of <c>errno</c>.</summary>
    public int ErrorNumber { get; }

    /// <summary>Gets the name of <see cref="ErrorNumber"/>, such as <c>ENOMEM</c>, or <c>errno 123</c> for a number that no mapping call documents.</summary>
    public string ErrorName { get; }

    /// <summary>The exception for the call that this thread has just made.</summary>
    internal static SystemCallException Last(string call, object subject) => new(call, subject.ToString()!, Marshal.GetLastPInvokeError());
}
