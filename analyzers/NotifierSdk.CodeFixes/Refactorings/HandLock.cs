using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Refactorings;

/// <summary>The lock that handwritten code takes: whether the generator can take it in the same way.</summary>
internal static class HandLock
{
    /// <summary>The field of the lock, if it still has to be marked; or the reason why it cannot be.</summary>
    public static (FieldDeclarationSyntax? Unmarked, string? Refusal) Of(ExpressionSyntax expression, INamedTypeSymbol type, SemanticModel model, WellKnownTypes types)
    {
        if (expression is not (IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax })
            || model.GetSymbolInfo(expression).Symbol is not IFieldSymbol { IsReadOnly: true, IsStatic: false } field
            || !(WellKnownTypes.Is(field.Type, types.DriverLock) || WellKnownTypes.Is(field.Type, types.Lock)))
            return (null, $"'{expression}' is not a readonly DriverLock or Lock of this object");
        if (!type.GetMembers(MemberNames.WaitForCommits).Any(member => member.IsOverride))
            return (null, "the generator would also write WaitForCommits, so that Remove waits for the lock: override it first");
        if (WellKnownTypes.Find(field, types.DriverLockAttribute) is not null)
            return (null, null);
        if (DriverParts.HasLock(type, types))
            return (null, $"another lock than '{expression}' is marked as the driver lock");
        return field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().FirstAncestorOrSelf<FieldDeclarationSyntax>() is { Declaration.Variables.Count: 1 } written
            && expression.FirstAncestorOrSelf<ClassDeclarationSyntax>()!.Members.Contains(written)
            ? (written, null)
            : (null, $"'{expression}' is declared elsewhere: mark it with [DriverLock] first");
    }

    /// <summary>The lock in <c>lock.EnterScope()</c>, or in another call of it without arguments; null if it is none.</summary>
    public static ExpressionSyntax? In(ExpressionSyntax? call, string method) =>
        call is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax access } && access.Name.Identifier.ValueText == method
            ? access.Expression
            : null;

    /// <summary>Whether the runtime's own member is called, and none that hides it: generated code means the runtime's.</summary>
    public static bool IsOfRuntime(ExpressionSyntax call, SemanticModel model, WellKnownTypes types) =>
        model.GetSymbolInfo(call).Symbol is { } called && WellKnownTypes.Is(called.ContainingType, types.IntervalNotifier);

    /// <summary>The only statement of a block, or the statement itself.</summary>
    public static StatementSyntax? Only(StatementSyntax? statement) =>
        statement is BlockSyntax block ? block.Statements.Count == 1 ? block.Statements[0] : null : statement;
}
