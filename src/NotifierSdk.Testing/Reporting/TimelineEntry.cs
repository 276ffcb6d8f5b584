namespace NotifierSdk.Testing.Reporting;

/// <summary>One thing that a thread did.</summary>
internal sealed record TimelineEntry(int Thread, string Text, Snapshot After, bool IsFailure);
