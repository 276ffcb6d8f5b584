namespace NotifierSdk;

/// <summary>One thing that validation mode saw, with the two places in the code that it is between.</summary>
public sealed class ValidationReport
{
    internal ValidationReport(ValidationRule rule, string message, string place, string? otherPlace)
    {
        Rule = rule;
        Message = message;
        Place = place;
        OtherPlace = otherPlace;
    }

    /// <summary>Which rule was broken.</summary>
    public ValidationRule Rule { get; }

    /// <summary>What was done, and what to do instead.</summary>
    public string Message { get; }

    /// <summary>The stack of the call that was reported.</summary>
    public string Place { get; }

    /// <summary>The stack of the earlier call that it does not agree with, if there is one.</summary>
    public string? OtherPlace { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Rule}: {Message}{Environment.NewLine}{Place}{(OtherPlace is null ? "" : $"{Environment.NewLine}and before:{Environment.NewLine}{OtherPlace}")}";
}
