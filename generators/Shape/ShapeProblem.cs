using System.Globalization;
using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape;

/// <summary>One thing wrong with a driver's shape.</summary>
/// <param name="Rule">Which rule it breaks.</param>
/// <param name="Symbol">What it belongs to, and what a code fix changes.</param>
/// <param name="Location">Where to show it.</param>
/// <param name="Arguments">What the rule's message names.</param>
internal sealed record ShapeProblem(ShapeRule Rule, ISymbol Symbol, Location Location, IReadOnlyList<string> Arguments)
{
    /// <summary>The message without the rule's id.</summary>
    public string Text => string.Format(CultureInfo.InvariantCulture, Rule.MessageFormat, [.. Arguments]);
}
