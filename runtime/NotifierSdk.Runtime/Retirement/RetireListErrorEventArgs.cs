namespace NotifierSdk;

/// <summary>Something went wrong in a <see cref="RetireList{T}"/> where no exception could be thrown at its cause.</summary>
public sealed class RetireListErrorEventArgs : EventArgs
{
    internal RetireListErrorEventArgs(string message, Exception? exception) => (Message, Exception) = (message, exception);

    /// <summary>What happened, and what was done about it.</summary>
    public string Message { get; }

    /// <summary>What the callback that frees threw; null where a section is open for too long.</summary>
    public Exception? Exception { get; }
}
