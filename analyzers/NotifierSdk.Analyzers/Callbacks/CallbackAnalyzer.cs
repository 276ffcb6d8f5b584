using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>
/// A rule on what runs in a callback: in the callback itself, or in a method of the same type that it calls. A rule says of single operations whether
/// they are forbidden; this class says whether they run in a callback, and names the way there.
/// </summary>
public abstract class CallbackAnalyzer : DriverAnalyzer
{
    /// <summary>Property of a diagnostic whose method nothing but callbacks leads to.</summary>
    internal const string OnlyForCallbacks = nameof(OnlyForCallbacks);

    private readonly DiagnosticDescriptor _rule;
    private readonly ImmutableArray<OperationKind> _kinds;

    private protected CallbackAnalyzer(DiagnosticDescriptor rule, params OperationKind[] kinds)
        : base(rule)
    {
        _rule = rule;
        _kinds = ImmutableArray.Create(kinds);
    }

    private protected sealed override void Register(CompilationStartAnalysisContext context, WellKnownTypes types) =>
        context.RegisterSymbolStartAction(type => RegisterType(type, types), SymbolKind.NamedType);

    /// <summary>What is forbidden about the operation, as the first argument of the rule's message; null if nothing is.</summary>
    private protected abstract string? Forbidden(IOperation operation, IMethodSymbol method, WellKnownTypes types);

    private void RegisterType(SymbolStartAnalysisContext context, WellKnownTypes types)
    {
        if (!((INamedTypeSymbol)context.Symbol).GetMembers().Any(member => member is IMethodSymbol method && method.IsCallback(types)))
            return;
        var graph = new CallGraph();
        var findings = new ConcurrentBag<(IMethodSymbol Method, Location Location, string What)>();
        context.RegisterOperationAction(operation => AddCall(operation, graph), OperationKind.Invocation, OperationKind.PropertyReference);
        context.RegisterOperationAction(
            operation =>
            {
                if (Enclosing.Method(operation.Operation, operation.ContainingSymbol) is { } method
                    && Forbidden(operation.Operation, method, types) is { } what)
                {
                    findings.Add((method, operation.Operation.Syntax.GetLocation(), what));
                }
            },
            _kinds);
        context.RegisterSymbolEndAction(end =>
        {
            foreach (var (method, location, what) in findings)
                Report(end, method, location, what, graph, types);
        });
    }

    private void Report(SymbolAnalysisContext context, IMethodSymbol method, Location location, string what, CallGraph graph, WellKnownTypes types)
    {
        var way = graph.WayFromCallback(method, types);
        if (way.Count == 0)
            return;
        var properties = ImmutableDictionary<string, string?>.Empty;
        if (graph.IsOnlyForCallbacks(method, types))
            properties = properties.Add(OnlyForCallbacks, null);
        context.ReportDiagnostic(Diagnostic.Create(
            _rule, location, additionalLocations: null, properties, what, string.Join(" → ", way.Select(step => step.Name))));
    }

    private static void AddCall(OperationAnalysisContext context, CallGraph graph)
    {
        if (Enclosing.Method(context.Operation, context.ContainingSymbol) is not { } caller)
            return;
        var (callee, receiver) = context.Operation switch
        {
            IInvocationOperation invocation => (invocation.TargetMethod, invocation.Instance),
            IPropertyReferenceOperation { Parent: IAssignmentOperation assignment } reference when assignment.Target == reference =>
                (reference.Property.SetMethod, reference.Instance),
            IPropertyReferenceOperation reference => (reference.Property.GetMethod, reference.Instance),
            _ => default,
        };
        if (callee is not null && receiver is null or IInstanceReferenceOperation && IsCertain(callee, caller.ContainingType))
            graph.Add(caller, callee.OriginalDefinition);
    }

    // What a derived type may override, or what runs on after an await, is not certain to run in the callback.
    private static bool IsCertain(IMethodSymbol callee, INamedTypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(callee.ContainingType, type)
        && !callee.IsAsync
        && (type.IsSealed || !(callee.IsVirtual || callee.IsAbstract || callee is { IsOverride: true, IsSealed: false }));
}
