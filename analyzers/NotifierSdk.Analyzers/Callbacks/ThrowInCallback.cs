using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>
/// 3005: a callback throws, and no catch in it takes that: itself, through a helper that only callbacks call, or through a method of another type of the project that is told nothing, so that it can only complain
/// of the state.
/// </summary>
internal sealed class ThrowInCallback() : ForbiddenInCallback(CallbackRules.ThrowInCallback)
{
    protected override string? Forbidden(IOperation operation, IMethodSymbol method, DriverCode driver)
    {
        if (!method.IsCallback(driver.Types) && !driver.Calls.IsOnlyForCallbacks(method))
            return null;
        var what = operation switch
        {
            IThrowOperation { Exception: { } thrown } => IsProofOfTheImpossible(thrown) ? null : "throw",
            IThrowOperation => PassesOnItsOwn(operation) ? "throw" : null,
            _ when ThrowIf(operation) is { } name => name,
            IInvocationOperation call when ComplainsOfState(call.TargetMethod, driver) || OnlyThrows(call.TargetMethod, driver) => call.TargetMethod.Name,
            _ => null,
        };
        return what is not null && !IsCaught(operation) && !IsCaughtOnTheWay(method, driver) ? what : null;
    }

    // Some call on the way from the callback stands in a try.
    private static bool IsCaughtOnTheWay(IMethodSymbol method, DriverCode driver)
    {
        var way = driver.Calls.WayFromCallback(method);
        for (var step = 1; step < way.Count; step++)
        {
            if (driver.OperationsOf(way[step - 1]).OfType<IInvocationOperation>().Any(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, way[step]) && IsCaught(call)))
                return true;
        }

        return false;
    }

    // Of another type of the project, with no parameters: what it throws is no complaint about an argument.
    private static bool ComplainsOfState(IMethodSymbol method, DriverCode driver) =>
        method is { Parameters.IsEmpty: true, IsVirtual: false, IsAbstract: false, IsOverride: false, IsStatic: false, MethodKind: MethodKind.Ordinary, IsAsync: false }
        && method.Name is not ("Dispose" or "DisposeAsync" or "Close")
        && !SymbolEqualityComparer.Default.Equals(method.ContainingType, driver.Type)
        && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, driver.Type.ContainingAssembly)
        && method.DeclaringSyntaxReferences.Length == 1
        && method.DeclaringSyntaxReferences[0].GetSyntax() is MethodDeclarationSyntax declaration
        && declaration.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(IsComplaint);

    // Whatever it is told: it does nothing else, or nothing else where what it is told to check is not so.
    private static bool OnlyThrows(IMethodSymbol method, DriverCode driver) =>
        method is { IsVirtual: false, IsAbstract: false, IsOverride: false, MethodKind: MethodKind.Ordinary, IsAsync: false }
        && !SymbolEqualityComparer.Default.Equals(method.ContainingType, driver.Type)
        && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, driver.Type.ContainingAssembly)
        && method.DeclaringSyntaxReferences.Length == 1
        && method.DeclaringSyntaxReferences[0].GetSyntax() is MethodDeclarationSyntax declaration
        && (declaration.ExpressionBody is { Expression: ThrowExpressionSyntax }
            || (declaration.Body is { Statements: { Count: 1 } statements } && (statements[0] is ThrowStatementSyntax || (statements[0] is IfStatementSyntax { Condition: var asked, Statement: var then, Else: null } && IsOnlyThrow(then) && IsAboutTruth(asked, method)))));

    private static bool IsOnlyThrow(StatementSyntax statement) => (statement is BlockSyntax { Statements: { Count: 1 } statements } ? statements[0] : statement) is ThrowStatementSyntax;

    private static bool IsAboutTruth(ExpressionSyntax asked, IMethodSymbol method) =>
        (asked is PrefixUnaryExpressionSyntax { Operand: var denied } ? denied : asked) is IdentifierNameSyntax { Identifier.ValueText: var name } && method.Parameters.Any(parameter => parameter.Name == name && parameter.Type.SpecialType == SpecialType.System_Boolean);

    private static bool IsComplaint(SyntaxNode node) =>
        (node is ThrowStatementSyntax { Expression: ObjectCreationExpressionSyntax { Type: var statement } } ? statement : node is ThrowExpressionSyntax { Expression: ObjectCreationExpressionSyntax { Type: var expression } } ? expression : null)
            is { } thrown && thrown.ToString().EndsWith("InvalidOperationException", StringComparison.Ordinal)
        && !node.Ancestors().Any(static around => around is TryStatementSyntax { Catches.Count: > 0 });

    private static string? ThrowIf(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { IsStatic: true } or { Name: "ThrowIfCancellationRequested" } } call
        && call.TargetMethod.Name.StartsWith("ThrowIf", StringComparison.Ordinal) ? call.TargetMethod.Name : null;

    // What a catch throws again would have left without it as well, unless the callback threw it inside.
    private static bool PassesOnItsOwn(IOperation rethrow)
    {
        for (var at = rethrow; at.Parent is { } parent; at = parent)
        {
            if (parent is ITryOperation { Body: var body } && at is ICatchClauseOperation)
                return body.Descendants().Any(inside => inside is IThrowOperation || ThrowIf(inside) is not null);
        }

        return false;
    }

    // The arm of a switch that the author knows nothing to reach.
    private static bool IsProofOfTheImpossible(IOperation thrown) =>
        thrown.DescendantsAndSelf().Any(part => part is IObjectCreationOperation { Type.Name: "UnreachableException" });

    private static bool IsCaught(IOperation operation)
    {
        for (var at = operation; at.Parent is { } parent; at = parent)
        {
            if (parent is ITryOperation { Catches.Length: > 0 } guarded && guarded.Body == at)
                return true;
        }

        return false;
    }
}
