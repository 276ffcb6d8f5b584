using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>A rule on a type that has a callback, asked once all code of the type was seen. It keeps no state.</summary>
internal abstract class CallbackRule(DiagnosticDescriptor descriptor)
{
    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    public abstract void Check(DriverCode driver, Action<Diagnostic> report);
}
