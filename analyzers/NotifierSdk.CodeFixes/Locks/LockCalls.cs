using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>The one statement of a function that takes a lock, and all that release it. A function that does anything else with the lock has none.</summary>
internal sealed record LockCalls(ExpressionStatementSyntax Take, IReadOnlyList<ExpressionStatementSyntax> Releases, ExpressionSyntax Name, LockKind Kind)
{
    private static readonly HashSet<string> s_takes = ["Enter", "Wait", "WaitAsync", "EnterWriteLock", "EnterReadLock"];
    private static readonly HashSet<string> s_releases = ["Exit", "Release", "ExitWriteLock", "ExitReadLock"];

    /// <summary>The call that releases what the one statement takes.</summary>
    public ExpressionSyntax Release => Releases[0].Expression;

    public static LockCalls? Find(SyntaxNode function, string name, SemanticModel model)
    {
        LockCalls? found = null;
        var releases = new List<ExpressionStatementSyntax>();
        foreach (var expression in function.DescendantNodes().OfType<ExpressionSyntax>().Where(each => LockName.Of(each, model) == name && !IsPartOfName(each)))
        {
            if (Call(expression, model) is not { } call || StatementOf(call) is not { } statement)
                return null;
            var method = ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText;
            if (s_releases.Contains(method))
                releases.Add(statement);
            else if (found is null && s_takes.Contains(method) && IsUnconditional(call, model))
                found = new LockCalls(statement, releases, expression, LockedStatements.KindOf(model.GetTypeInfo(expression).Type, model));
            else
                return null;
        }

        return found is not null && releases.Count > 0 && !TakesUnderOtherName(function, found, model) ? found : null;
    }

    // x in x.Enter() or Monitor.Enter(x); of nothing else is it known what it does with the lock.
    private static InvocationExpressionSyntax? Call(ExpressionSyntax expression, SemanticModel model) => expression.Parent switch
    {
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } member when member.Expression == expression => call,
        ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } call } }
            when WellKnownTypes.Is(model.GetSymbolInfo(call).Symbol?.ContainingType, WellKnownTypes.For(model.Compilation).Monitor) => call,
        _ => null,
    };

    private static bool IsPartOfName(ExpressionSyntax expression) => expression.Parent is MemberAccessExpressionSyntax member && member.Name == expression;

    private static ExpressionStatementSyntax? StatementOf(ExpressionSyntax call)
    {
        while (true)
        {
            switch (call.Parent)
            {
                case AwaitExpressionSyntax awaiting:
                    call = awaiting;
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured }:
                    call = configured;
                    break;
                default:
                    return call.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } statement ? statement : null;
            }
        }
    }

    // With a timeout it may come back without the lock.
    private static bool IsUnconditional(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { ReturnType: var returned }
        && (returned.SpecialType == SpecialType.System_Void || (call.Parent is not ExpressionStatementSyntax && returned is INamedTypeSymbol { IsGenericType: false }));

    // Another name could be the same lock, unless both are fields.
    private static bool TakesUnderOtherName(SyntaxNode function, LockCalls found, SemanticModel model) =>
        function.DescendantNodes().OfType<ExpressionSyntax>().Any(expression =>
            LockName.Of(expression, model) is { } name && name != LockName.Of(found.Name, model)
            && Call(expression, model) is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var method } }
            && (s_takes.Contains(method) || s_releases.Contains(method))
            && !(model.GetSymbolInfo(expression).Symbol is IFieldSymbol && model.GetSymbolInfo(found.Name).Symbol is IFieldSymbol)
            && SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(expression).Type, model.GetTypeInfo(found.Name).Type));
}
