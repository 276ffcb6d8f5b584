using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NotifierSdk.Analyzers.Lifetime;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>
/// Collects the code of each type that has a callback, once for all rules on callbacks, and asks them when the type is complete: while the author types,
/// not only in a build.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CallbackAnalyzer : DriverAnalyzer
{
    private static readonly ImmutableArray<CallbackRule> s_rules =
    [
        new RemoveInCallback(), new WaitInCallback(), new ThrowInCallback(), new AsyncVoidInCallback(), new PerInvalidationField(), new NulledField(),
    ];

    /// <summary>Creates the analyzer.</summary>
    public CallbackAnalyzer()
        : base([.. s_rules.Select(rule => rule.Descriptor)])
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types) =>
        context.RegisterSymbolStartAction(type => RegisterType(type, types), SymbolKind.NamedType);

    private static void RegisterType(SymbolStartAnalysisContext context, WellKnownTypes types)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!type.GetMembers().Any(member => member is IMethodSymbol method && method.IsCallback(types)))
            return;
        var found = new ConcurrentQueue<(IOperation Operation, ISymbol Owner)>();
        var functions = new ConcurrentQueue<IOperation>();
        context.RegisterOperationAction(operation => functions.Enqueue(operation.Operation), OperationKind.AnonymousFunction, OperationKind.LocalFunction);
        context.RegisterOperationAction(
            operation => found.Enqueue((operation.Operation, operation.ContainingSymbol)),
            OperationKind.Invocation,
            OperationKind.Throw,
            OperationKind.SimpleAssignment,
            OperationKind.FieldReference,
            OperationKind.PropertyReference);
        context.RegisterSymbolEndAction(end =>
        {
            var driver = new DriverCode(type, found, functions, types);
            foreach (var rule in s_rules)
                rule.Check(driver, end.ReportDiagnostic);
        });
    }
}
