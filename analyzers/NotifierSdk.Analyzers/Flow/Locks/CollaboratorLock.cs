using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow.Locks;

/// <summary>The lock that a method of another type of the project takes and releases before it returns, read off its declaration: a <c>lock</c> statement, or a scope, on a member that does not change.</summary>
internal static class CollaboratorLock
{
    /// <summary>The lock as the caller names it; null if the call takes none, or if that cannot be told.</summary>
    public static LockPath? Of(IOperation operation, Body body, TypeFlow type) =>
        operation is IInvocationOperation { Instance: { } instance, TargetMethod: var method } && Taken(method, type) is { } member && LockPath.Of(instance, body, type) is { } owner
            ? owner.Append(member, type)
            : null;

    private static ISymbol? Taken(IMethodSymbol method, TypeFlow type)
    {
        if (method.IsVirtual || method.IsAbstract || method.IsOverride || method.IsAsync || type.Bodies.Find(method) is not null
            || method.DeclaringSyntaxReferences.Length != 1 || method.DeclaringSyntaxReferences[0].GetSyntax(type.CancellationToken) is not MethodDeclarationSyntax { Body: { } block })
        {
            return null;
        }

        // A statement of the method itself: what stands in an if beside it need not run.
        return block.Statements.Select(LockIn).Where(name => name is not null).Select(name => method.ContainingType.GetMembers(name!).FirstOrDefault())
            .FirstOrDefault(member => member is IFieldSymbol { IsReadOnly: true, IsStatic: false } or IPropertySymbol { SetMethod: null, IsStatic: false });
    }

    private static string? LockIn(StatementSyntax statement) => statement switch
    {
        LockStatementSyntax { Expression: var named } => NameOf(named),
        UsingStatementSyntax { Expression: { } scope } => Entered(scope),
        UsingStatementSyntax { Declaration.Variables: { Count: 1 } variables } => Entered(variables[0].Initializer?.Value),
        LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0, Declaration.Variables: { Count: 1 } variables } => Entered(variables[0].Initializer?.Value),
        _ => null,
    };

    private static string? Entered(ExpressionSyntax? scope) =>
        scope is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "EnterScope", Expression: var named } } ? NameOf(named) : null;

    private static string? NameOf(ExpressionSyntax named) => named switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var name } => name,
        _ => null,
    };
}
