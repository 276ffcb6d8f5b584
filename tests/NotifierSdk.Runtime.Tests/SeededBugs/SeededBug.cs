namespace NotifierSdk.Runtime.Tests.SeededBugs;

/// <summary>A rule of the protocol, broken on purpose by an edit of the runtime's source.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Model">The model that breaks the same rule, and what it calls that; empty for none.</param>
/// <param name="Rule">What is broken.</param>
/// <param name="Scenario">Where it must be found.</param>
/// <param name="Edits">What is replaced, and by what. Each text must occur in its file, once.</param>
internal sealed record SeededBug(string Name, string Model, string Rule, string Scenario, params SourceEdit[] Edits);
