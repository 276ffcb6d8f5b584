using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>4006: <c>lock</c> or <c>Monitor</c> on an object that is a lock of another kind.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MonitorOfLockAnalyzer : DriverAnalyzer
{
    private static readonly HashSet<string> Takes = ["Enter", "TryEnter"];

    /// <summary>Creates the analyzer.</summary>
    public MonitorOfLockAnalyzer()
        : base(LockRules.MonitorOfLock)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types)
    {
        context.RegisterSyntaxNodeAction(statement => AnalyzeLock(statement, types), SyntaxKind.LockStatement);
        context.RegisterSymbolStartAction(
            type =>
            {
                if (Vocabulary.Uses(type.Symbol, type.CancellationToken, "Monitor"))
                    type.RegisterOperationAction(operation => AnalyzeInvocation(operation, types), OperationKind.Invocation);
            },
            SymbolKind.NamedType);
    }

    // Any type may take a lock. What a field is, its declaration says; only of something else the compiler is asked, which then binds the method.
    private static void AnalyzeLock(SyntaxNodeAnalysisContext context, WellKnownTypes types)
    {
        var statement = (LockStatementSyntax)context.Node;
        if (LockOperation.LockKindOf(TypeOf(statement.Expression, context), types) is not null
            && context.SemanticModel.GetOperation(statement, context.CancellationToken) is ILockOperation { LockedValue: var locked })
        {
            Report(context.ContainingSymbol, context.ReportDiagnostic, types, locked, "the lock statement");
        }
    }

    private static ITypeSymbol? TypeOf(ExpressionSyntax locked, SyntaxNodeAnalysisContext context) =>
        locked is IdentifierNameSyntax name && context.ContainingSymbol?.ContainingType?.GetMembers(name.Identifier.ValueText) is { Length: 1 } members && members[0] is IFieldSymbol field
            ? field.Type
            : context.SemanticModel.GetTypeInfo(locked, context.CancellationToken).Type;

    private static void AnalyzeInvocation(OperationAnalysisContext context, WellKnownTypes types)
    {
        var invocation = (IInvocationOperation)context.Operation;
        var method = invocation.TargetMethod;
        if (WellKnownTypes.Is(method.ContainingType, types.Monitor) && Takes.Contains(method.Name) && invocation.Arguments.Length > 0)
            Report(context.ContainingSymbol, context.ReportDiagnostic, types, invocation.Arguments[0].Value, $"Monitor.{method.Name}");
    }

    private static void Report(ISymbol? user, Action<Diagnostic> report, WellKnownTypes types, IOperation locked, string how)
    {
        if (locked is IConversionOperation { IsImplicit: true } conversion)
            locked = conversion.Operand;
        if (IsTakenOtherwise(locked, user, types))
        {
            report(Diagnostic.Create(
                LockRules.MonitorOfLock, locked.Syntax.GetLocation(), locked.Syntax.ToString(), locked.Type!.Name, how));
        }
    }

    // System.Threading.Lock is not among them: the lock statement knows it, and the compiler warns of its monitor (CS9216).
    private static bool IsTakenOtherwise(IOperation locked, ISymbol? user, WellKnownTypes types)
    {
        if (WellKnownTypes.Is(locked.Type, types.DriverLock))
            return true;
        return (WellKnownTypes.Is(locked.Type, types.SemaphoreSlim) || WellKnownTypes.Is(locked.Type, types.ReaderWriterLockSlim))
            && (IsMarkedDriverLock(locked, types) || IsInNotifier(user, types));
    }

    private static bool IsMarkedDriverLock(IOperation locked, WellKnownTypes types) =>
        locked is IMemberReferenceOperation reference && reference.Member.HasAttribute(types.DriverLockAttribute);

    private static bool IsInNotifier(ISymbol? user, WellKnownTypes types)
    {
        for (var type = user as INamedTypeSymbol ?? user?.ContainingType; type is not null; type = type.ContainingType)
        {
            if (types.IsNotifier(type))
                return true;
        }

        return false;
    }
}
