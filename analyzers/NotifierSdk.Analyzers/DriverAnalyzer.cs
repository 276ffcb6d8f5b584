using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers;

/// <summary>
/// What all our analyzers share: they run concurrently, never look at generated code, resolve the SDK's symbols once per compilation, and
/// do nothing where the SDK is not referenced. They keep no state in fields.
/// </summary>
public abstract class DriverAnalyzer : DiagnosticAnalyzer
{
    private protected DriverAnalyzer(params DiagnosticDescriptor[] rules) => SupportedDiagnostics = ImmutableArray.Create(rules);

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var types = WellKnownTypes.For(start.Compilation);
            if (types.HasRuntime)
                Register(start, types);
        });
    }

    private protected abstract void Register(CompilationStartAnalysisContext context, WellKnownTypes types);
}
