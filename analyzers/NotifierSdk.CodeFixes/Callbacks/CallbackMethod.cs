using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Analyzers;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Callbacks;

/// <summary>A callback that is given the invalidation and may refuse it. Only there a fix may ask and return: a helper does not know what it returns.</summary>
internal static class CallbackMethod
{
    /// <summary>The callback in whose own code the node stands; null if it stands elsewhere, or in a function inside it.</summary>
    public static MethodDeclarationSyntax? Around(SyntaxNode node, SemanticModel model)
    {
        var around = node.Ancestors().FirstOrDefault(each => each is MethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);
        var types = WellKnownTypes.For(model.Compilation);
        return around is MethodDeclarationSyntax { Body.Statements.Count: > 0 } callback
            && model.GetDeclaredSymbol(callback) is { ReturnType.SpecialType: SpecialType.System_Boolean, Parameters: { Length: 1 } parameters } method
            && method.IsCallback(types) && WellKnownTypes.Is(parameters[0].Type, types.Invalidation)
            ? callback
            : null;
    }

    public static string InvalidationOf(MethodDeclarationSyntax callback) => callback.ParameterList.Parameters[0].Identifier.Text;
}
