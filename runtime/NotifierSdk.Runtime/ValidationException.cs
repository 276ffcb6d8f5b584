namespace NotifierSdk;

/// <summary>The exception that is thrown for a report if <see cref="ValidationMode.Throws"/> is set.</summary>
public sealed class ValidationException : Exception
{
    internal ValidationException(ValidationReport report)
        : base(report.ToString()) => Report = report;

    /// <summary>Gets the report.</summary>
    public ValidationReport Report { get; }
}
