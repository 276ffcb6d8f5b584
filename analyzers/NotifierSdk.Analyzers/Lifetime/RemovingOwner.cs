using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>An object of another type of the project that is handed a notifier by its primary constructor, and does nothing with it but remove it when it is told to, as in <c>Dispose</c>.</summary>
internal static class RemovingOwner
{
    /// <summary>Whether the call tells an owner that was made of the notifier to remove it.</summary>
    public static bool Removes(IInvocationOperation call, NotifierPath path, Body body) =>
        call.Arguments.IsEmpty && call.Instance is not null && MadeOf(call.Instance, path, body) is { } parameter && RemovedIn(parameter) is { } methods && methods.All(method => method == call.TargetMethod.Name);

    /// <summary>Whether the argument is a notifier that is handed to such an owner.</summary>
    public static bool IsGiven(IArgumentOperation argument) => argument is { Parent: IObjectCreationOperation, Parameter: { } parameter } && RemovedIn(parameter) is not null;

    private static IParameterSymbol? MadeOf(IOperation owner, NotifierPath path, Body body) =>
        body.Resolve(owner) is IObjectCreationOperation made ? made.Arguments.FirstOrDefault(argument => path.Equals(NotifierPath.Of(argument.Value, body)))?.Parameter : null;

    // The methods that remove it; null if anything else is done with it.
    private static List<string>? RemovedIn(IParameterSymbol parameter)
    {
        if (parameter.ContainingType is not { DeclaringSyntaxReferences: { Length: 1 } declarations } || declarations[0].GetSyntax() is not TypeDeclarationSyntax { ParameterList: not null } type
            || parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().Parent != type.ParameterList)
        {
            return null;
        }

        var methods = new List<string>();
        foreach (var name in type.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == parameter.Name))
        {
            if (name.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: MemberNames.Remove, Parent: InvocationExpressionSyntax remove } member || member.Expression != name
                || remove.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not MethodDeclarationSyntax method || !IsUnconditional(remove))
            {
                return null;
            }

            methods.Add(method.Identifier.ValueText);
        }

        return methods.Count == 1 ? methods : null;
    }

    private static bool IsUnconditional(InvocationExpressionSyntax call) =>
        call.Parent is ArrowExpressionClauseSyntax or ExpressionStatementSyntax { Parent: BlockSyntax { Parent: MethodDeclarationSyntax, Statements.Count: 1 } };
}
