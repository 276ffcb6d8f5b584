namespace NotifierSdk;

/// <summary>Describes one mistake that validation mode saw, with the place of the call and, where there is one, the place of the earlier call.</summary>
public sealed class ValidationReport
{
    internal ValidationReport(ValidationRule rule, string message, string place, string? otherPlace)
    {
        Rule = rule;
        Message = message;
        Place = place;
        OtherPlace = otherPlace;
    }

    /// <summary>Gets the rule that was broken.</summary>
    public ValidationRule Rule { get; }

    /// <summary>Gets a text that says what was done, and what to do instead.</summary>
    public string Message { get; }

    /// <summary>Gets the stack of the call that is reported.</summary>
    public string Place { get; }

    /// <summary>Gets the stack of the earlier call that the reported call does not agree with, or null if there is none.</summary>
    public string? OtherPlace { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Rule}: {Message}{Environment.NewLine}{Place}{(OtherPlace is null ? "" : $"{Environment.NewLine}and before:{Environment.NewLine}{OtherPlace}")}";
}
