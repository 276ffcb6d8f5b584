namespace NotifierSdk;

/// <summary>Provides data for <see cref="AddressSpace.Error"/>.</summary>
public sealed class AddressSpaceErrorEventArgs : EventArgs
{
    internal AddressSpaceErrorEventArgs(object notifier, string message, Exception? exception)
    {
        Notifier = notifier;
        Message = message;
        Exception = exception;
    }

    /// <summary>Gets the notifier that the error is about: an <see cref="IntervalNotifier"/> or a <see cref="RangeNotifier"/>.</summary>
    public object Notifier { get; }

    /// <summary>Gets a text that says what happened and what was done about it.</summary>
    public string Message { get; }

    /// <summary>Gets the exception that the callback threw, or null.</summary>
    public Exception? Exception { get; }
}
