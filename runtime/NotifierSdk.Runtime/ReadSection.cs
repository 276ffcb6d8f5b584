namespace NotifierSdk;

/// <summary>Describes the current attempt of a fault to its collect step.</summary>
/// <remarks>Do not keep it after the attempt. It is an ordinary struct, so that an asynchronous collect step can take it as a parameter.</remarks>
public readonly struct ReadSection
{
    internal ReadSection(ReadToken token, int attempt)
    {
        Token = token;
        Attempt = attempt;
    }

    /// <summary>Gets the token of this attempt.</summary>
    public ReadToken Token { get; }

    /// <summary>Gets the range that is being faulted.</summary>
    public AddressRange Range => Token.Range;

    /// <summary>Gets the number of this attempt, which starts at 1. Each further attempt means that <c>ReadRetry</c> found a collision.</summary>
    public int Attempt { get; }

    /// <summary>
    /// Gets whether a change has already collided, so that a long collection can stop early. True is reliable. False proves nothing, because the next invalidation may begin at any time; only
    /// <c>ReadRetry</c> under the driver lock proves that nothing collided.
    /// </summary>
    /// <exception cref="InvalidOperationException">The section is a default value.</exception>
    public bool HasCollided =>
        Token.Registration is { } registration
            ? registration.Notifier.CheckRetry(Token)
            : throw new InvalidOperationException("This read section is a default value; use the one that the fault hands to its collect step.");
}
