using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// 5001, 5004 and 5006: follows what one method does with a notifier or a scope. Any method of any type may, so a flow graph is asked for only
/// where one of the calls in question was seen.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LifetimeAnalyzer : DriverAnalyzer
{
    /// <summary>Creates the analyzer.</summary>
    public LifetimeAnalyzer()
        : base(LifetimeRules.RemoveWithoutInsert, LifetimeRules.ReadWithoutInsert, LifetimeRules.ScopeLeftOpen)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types) =>
        context.RegisterSymbolStartAction(
            type =>
            {
                if (Vocabulary.Uses(type.Symbol, type.CancellationToken, MemberNames.Remove, MemberNames.RemoveAsync, MemberNames.ReadBegin, MemberNames.ReadBeginAsync, MemberNames.BeginInvalidate, MemberNames.TryBeginInvalidate))
                    type.RegisterOperationBlockStartAction(GivenUp.Silently<OperationBlockStartAnalysisContext>(block => RegisterBlock(block, types)));
            },
            SymbolKind.NamedType);

    private static void RegisterBlock(OperationBlockStartAnalysisContext context, WellKnownTypes types)
    {
        var isConcerned = 0; // set by any thread, read when all are done
        context.RegisterOperationAction(
            operation =>
            {
                var method = ((IInvocationOperation)operation.Operation).TargetMethod;
                if (Registration.IsRemove(method, types) || ReadWithoutInsert.IsBegin(method, types) || ScopeLeftOpen.IsBegin(method, types))
                    Interlocked.Exchange(ref isConcerned, 1);
            },
            OperationKind.Invocation);
        context.RegisterOperationBlockEndAction(GivenUp.Silently<OperationBlockAnalysisContext>(end =>
        {
            if (Volatile.Read(ref isConcerned) == 0)
                return;
            var none = new TypeBodies([], new Budget(end.CancellationToken)); // calls are not followed
            foreach (var operation in end.OperationBlocks)
            {
                if (operation.Kind is OperationKind.Attribute)
                    continue;
                Depth.Check(operation, end.CancellationToken);
                var outermost = Body.Of(end.OwningSymbol, end.GetControlFlowGraph(operation), end.CancellationToken);
                foreach (var body in outermost.SelfAndNested)
                {
                    RemoveWithoutInsert.Check(body, types, end.ReportDiagnostic, none);
                    ReadWithoutInsert.Check(body, types, end.ReportDiagnostic, none);
                    ScopeLeftOpen.Check(body, types, end.ReportDiagnostic, none);
                }
            }
        }));
    }
}
