namespace NotifierSdk;

/// <summary>Thrown in place of a report where <see cref="ValidationMode.Throws"/> is set.</summary>
public sealed class ValidationException : Exception
{
    internal ValidationException(ValidationReport report)
        : base(report.ToString()) => Report = report;

    /// <summary>What was seen.</summary>
    public ValidationReport Report { get; }
}
