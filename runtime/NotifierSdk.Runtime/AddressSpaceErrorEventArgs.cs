namespace NotifierSdk;

/// <summary>Something went wrong in a callback where no exception could be thrown at its cause.</summary>
public sealed class AddressSpaceErrorEventArgs : EventArgs
{
    internal AddressSpaceErrorEventArgs(object notifier, string message, Exception? exception)
    {
        Notifier = notifier;
        Message = message;
        Exception = exception;
    }

    /// <summary>Whose callback it was: an <see cref="IntervalNotifier"/> or a <see cref="RangeNotifier"/>.</summary>
    public object Notifier { get; }

    /// <summary>What happened, and what was done about it.</summary>
    public string Message { get; }

    /// <summary>What the callback threw, if it threw.</summary>
    public Exception? Exception { get; }
}
