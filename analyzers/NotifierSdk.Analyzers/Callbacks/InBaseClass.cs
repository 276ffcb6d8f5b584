using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>What the base class of a notifier does, read off its declaration in the project: which methods of the derived class its callback calls, and whether its constructor inserts the object.</summary>
internal static class InBaseClass
{
    /// <summary>Whether the method overrides one that the callback of a base class calls.</summary>
    public static bool RunsInCallback(IMethodSymbol method, WellKnownTypes types)
    {
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (types.IsNotifier(overridden.ContainingType) && overridden.ContainingType.GetMembers().OfType<IMethodSymbol>().Any(callback => callback.IsCallback(types) && Calls(callback, method)))
                return true;
        }

        return false;
    }

    /// <summary>Whether the constructor of a base class inserts the object in any case.</summary>
    public static bool InsertsItself(IMethodSymbol constructor, WellKnownTypes types)
    {
        if (constructor.DeclaringSyntaxReferences.Length != 1 || constructor.DeclaringSyntaxReferences[0].GetSyntax() is not ConstructorDeclarationSyntax declaration)
            return false;
        var statements = declaration.Body?.Statements.OfType<ExpressionStatementSyntax>().Select(statement => statement.Expression) ?? [];
        return statements.Concat(declaration.ExpressionBody is { Expression: var only } ? [only] : []).Any(expression =>
            expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: MemberNames.Insert, Expression: IdentifierNameSyntax { Identifier.ValueText: var space } }, ArgumentList.Arguments: { Count: > 0 } arguments }
            && arguments[0].Expression is ThisExpressionSyntax && WellKnownTypes.Is(TypeOf(space, constructor), types.AddressSpace));
    }

    private static bool Calls(IMethodSymbol callback, IMethodSymbol method) =>
        callback.DeclaringSyntaxReferences.Length == 1
        && callback.DeclaringSyntaxReferences[0].GetSyntax().DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .OfType<InvocationExpressionSyntax>()
            .Any(call => NameOf(call) == method.Name && call.ArgumentList.Arguments.Count == method.Parameters.Length);

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var name } => name,
        _ => null,
    };

    private static ITypeSymbol? TypeOf(string name, IMethodSymbol constructor) =>
        constructor.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Type
        ?? constructor.ContainingType.GetMembers(name).OfType<IFieldSymbol>().FirstOrDefault()?.Type;
}
