using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
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
        new RemoveInCallback(), new WaitInCallback(), new ThrowInCallback(), new AsyncVoidInCallback(), new SetAfterInsert(), new PerInvalidationField(),
        new GapBetweenRegistrations(), new DisposedTooEarly(), new NulledField(),
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
        var calls = new CallGraph();
        var found = new ConcurrentQueue<(IOperation Operation, ISymbol Owner)>();
        context.RegisterOperationAction(operation => AddCall(operation, calls), OperationKind.Invocation, OperationKind.PropertyReference);
        context.RegisterOperationAction(
            operation => found.Enqueue((operation.Operation, operation.ContainingSymbol)),
            OperationKind.Invocation,
            OperationKind.Throw,
            OperationKind.SimpleAssignment,
            OperationKind.FieldReference,
            OperationKind.PropertyReference);
        context.RegisterSymbolEndAction(end =>
        {
            var driver = new DriverCode(type, found, calls, types);
            foreach (var rule in s_rules)
                rule.Check(driver, end.ReportDiagnostic);
        });
    }

    private static void AddCall(OperationAnalysisContext context, CallGraph calls)
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
            calls.Add(caller, callee.OriginalDefinition);
    }

    // What a derived type may override, or what runs on after an await, is not certain to run in the callback.
    private static bool IsCertain(IMethodSymbol callee, INamedTypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(callee.ContainingType, type)
        && !callee.IsAsync
        && (type.IsSealed || !(callee.IsVirtual || callee.IsAbstract || callee is { IsOverride: true, IsSealed: false }));
}
