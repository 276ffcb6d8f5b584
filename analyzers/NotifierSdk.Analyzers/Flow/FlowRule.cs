using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>One rule that follows paths. Rules keep no state: what they share of a type, as where its locks are held, is in its <see cref="TypeFlow"/>.</summary>
internal abstract class FlowRule(DiagnosticDescriptor descriptor)
{
    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    /// <summary>Whether the rule has anything to look for in the type. Asked of every type of the project: be quick.</summary>
    public virtual bool Concerns(INamedTypeSymbol type, WellKnownTypes types) => types.IsNotifier(type);

    /// <summary>Whether the rule also speaks of code of base classes that runs on an object of the type. Of others, the analysis of the base class itself knows as much.</summary>
    public virtual bool SpeaksOfBases => false;

    /// <summary>Looks at a type that the rule concerns, or one that such a type is nested in.</summary>
    public abstract void Analyze(TypeFlow type, Action<Diagnostic> report);

    protected Diagnostic At(Location location, IEnumerable<Location>? others, params object[] arguments) => Diagnostic.Create(Descriptor, location, others, arguments);

    /// <summary>The same, with what the rule's fix has to know.</summary>
    protected Diagnostic At(Location location, IEnumerable<Location>? others, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        Diagnostic.Create(Descriptor, location, others, properties, arguments);

    /// <summary>Of another severity than usual.</summary>
    protected Diagnostic Explained(Location location, Clause clause, DiagnosticSeverity severity, params object[] arguments) =>
        Diagnostic.Create(Descriptor, location, severity, clause.Places, null, [.. arguments, clause.For(location)]);

    /// <summary>With the clause at the end of the message: the last of its arguments.</summary>
    protected Diagnostic Explained(Location location, Clause clause, params object[] arguments) => At(location, clause.Places, [.. arguments, clause.For(location)]);

    /// <summary>And with what the rule's fix has to know.</summary>
    protected Diagnostic Explained(Location location, Clause clause, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        At(location, clause.Places, properties, [.. arguments, clause.For(location)]);
}
