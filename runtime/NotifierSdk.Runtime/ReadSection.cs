namespace NotifierSdk;

/// <summary>What the collect step of a fault sees of the attempt it belongs to.</summary>
/// <remarks>An ordinary struct, so that an asynchronous collect can take it as a parameter. Do not keep it: it is of no use after the attempt.</remarks>
public readonly struct ReadSection
{
    internal ReadSection(ReadToken token, int attempt)
    {
        Token = token;
        Attempt = attempt;
    }

    /// <summary>The token of this attempt.</summary>
    public ReadToken Token { get; }

    /// <summary>What is being faulted.</summary>
    public AddressRange Range => Token.Range;

    /// <summary>The number of this attempt, from 1 on. Each number above 1 means that <c>ReadRetry</c> found a collision.</summary>
    public int Attempt { get; }

    /// <summary>
    /// Whether something has collided already, so that a long collection may stop early. True is reliable; false proves nothing,
    /// since the next invalidation may come at once: only <c>ReadRetry</c>, under the driver lock, proves it (protocol, section 2).
    /// </summary>
    /// <exception cref="InvalidOperationException">The section is a default value.</exception>
    public bool HasCollided =>
        Token.Registration is { } registration
            ? registration.Notifier.CheckRetry(Token)
            : throw new InvalidOperationException("This read section is a default value; use the one that the fault hands to its collect step.");
}
